import static org.objectweb.asm.Opcodes.*;

import java.io.FileOutputStream;
import java.util.Collections;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;

/** Gives a later Lucene 9 the members that OpenSearch 2.4 was built against: Patch IN.jar OUT.jar. */
public class Patch {
    static final String L = "org/apache/lucene/";
    static final String PRUNING = L + "search/Pruning";
    static final String SHIM = L + "search/PruningShim";
    static final String COMPARATOR = "L" + L + "search/FieldComparator;";

    public static void main(String[] args) throws Exception {
        try (ZipFile in = new ZipFile(args[0]); ZipOutputStream out = new ZipOutputStream(new FileOutputStream(args[1]))) {
            for (ZipEntry entry : Collections.list(in.entries())) {
                if (entry.isDirectory() || entry.getName().equals("META-INF/MANIFEST.MF"))
                    continue;
                byte[] bytes = in.getInputStream(entry).readAllBytes();
                out.putNextEntry(new ZipEntry(entry.getName()));
                out.write(entry.getName().endsWith(".class") ? patch(bytes) : bytes);
            }
        }
    }

    static byte[] patch(byte[] bytes) {
        ClassReader reader = new ClassReader(bytes);
        String name = reader.getClassName();
        boolean grows = name.matches(".*(LongComparator|DoubleComparator|FloatComparator|TermOrdValComparator|search/SortField|FieldComparatorSource)");
        ClassWriter writer = new ClassWriter(grows ? ClassWriter.COMPUTE_MAXS : 0);
        reader.accept(new Visitor(writer, name), 0);
        return writer.toByteArray();
    }

    static void pruning(MethodVisitor method, int slot) {
        method.visitVarInsn(ILOAD, slot);
        method.visitMethodInsn(INVOKESTATIC, SHIM, "of", "(Z)L" + PRUNING + ";", false);
    }

    static void end(MethodVisitor method, int instruction) {
        method.visitInsn(instruction);
        method.visitMaxs(5, 6);
        method.visitEnd();
    }

    static class Visitor extends ClassVisitor {
        final String name;

        Visitor(ClassWriter writer, String name) {
            super(ASM9, writer);
            this.name = name;
        }

        // What was private or final there is subclassed or called here.
        @Override
        public void visit(int version, int access, String name, String signature, String parent, String[] interfaces) {
            super.visit(version, (access & ACC_RECORD) != 0 ? access : access & ~ACC_FINAL, name, signature, parent, interfaces);
        }

        @Override
        public MethodVisitor visitMethod(int access, String method, String descriptor, String signature, String[] exceptions) {
            if (name.equals(L + "index/IndexableField") && method.equals("storedValue")) {
                MethodVisitor m = super.visitMethod(ACC_PUBLIC, method, descriptor, signature, exceptions);
                m.visitCode();
                m.visitInsn(ACONST_NULL);
                end(m, ARETURN);
                return null;
            }
            if (name.equals(L + "index/IndexableField") && method.equals("invertableType")) {
                MethodVisitor m = super.visitMethod(ACC_PUBLIC, method, descriptor, signature, exceptions);
                m.visitCode();
                m.visitFieldInsn(GETSTATIC, L + "document/InvertableType", "BINARY", "L" + L + "document/InvertableType;");
                end(m, ARETURN);
                return null;
            }
            if (name.equals(L + "search/FieldComparatorSource") && method.equals("newComparator")) {
                String before = "(Ljava/lang/String;IZZ)" + COMPARATOR;
                MethodVisitor m = super.visitMethod(ACC_PUBLIC, method, descriptor, signature, exceptions);
                m.visitCode();
                m.visitVarInsn(ALOAD, 0);
                m.visitVarInsn(ALOAD, 1);
                m.visitVarInsn(ILOAD, 2);
                m.visitVarInsn(ALOAD, 3);
                m.visitMethodInsn(INVOKESTATIC, SHIM, "on", "(L" + PRUNING + ";)Z", false);
                m.visitVarInsn(ILOAD, 4);
                m.visitMethodInsn(INVOKEVIRTUAL, name, method, before, false);
                end(m, ARETURN);
                super.visitMethod(ACC_PUBLIC | ACC_ABSTRACT, method, before, null, null).visitEnd();
                return null;
            }
            return super.visitMethod((access & ACC_PRIVATE) != 0 ? access : access & ~ACC_FINAL, method, descriptor, signature, exceptions);
        }

        @Override
        public void visitEnd() {
            for (String type : new String[] {"Long", "Double", "Float"})
                if (name.equals(L + "search/comparators/" + type + "Comparator"))
                    addComparator("(ILjava/lang/String;Ljava/lang/" + type + ";ZZ)V", "(ILjava/lang/String;Ljava/lang/" + type + ";ZL" + PRUNING + ";)V", ALOAD);
            if (name.equals(L + "search/comparators/TermOrdValComparator"))
                addComparator("(ILjava/lang/String;ZZZ)V", "(ILjava/lang/String;ZZL" + PRUNING + ";)V", ILOAD);
            if (name.equals(L + "search/SortField")) {
                MethodVisitor m = super.visitMethod(ACC_PUBLIC, "getComparator", "(IZ)" + COMPARATOR, null, null);
                m.visitCode();
                m.visitVarInsn(ALOAD, 0);
                m.visitVarInsn(ILOAD, 1);
                pruning(m, 2);
                m.visitMethodInsn(INVOKEVIRTUAL, name, "getComparator", "(IL" + PRUNING + ";)" + COMPARATOR, false);
                end(m, ARETURN);
            }
            if (name.equals(L + "index/LeafMetaData")) {
                String parts = "(IL" + L + "util/Version;L" + L + "search/Sort;";
                MethodVisitor m = super.visitMethod(ACC_PUBLIC, "<init>", parts + ")V", null, null);
                m.visitCode();
                m.visitVarInsn(ALOAD, 0);
                m.visitVarInsn(ILOAD, 1);
                m.visitVarInsn(ALOAD, 2);
                m.visitVarInsn(ALOAD, 3);
                m.visitInsn(ICONST_0);
                m.visitMethodInsn(INVOKESPECIAL, name, "<init>", parts + "Z)V", false);
                end(m, RETURN);
            }
            if (name.equals(L + "codecs/StoredFieldsReader")) {
                String descriptor = "(IL" + L + "index/StoredFieldVisitor;)V";
                MethodVisitor m = super.visitMethod(ACC_PUBLIC, "visitDocument", descriptor, null, null);
                m.visitCode();
                m.visitVarInsn(ALOAD, 0);
                m.visitVarInsn(ILOAD, 1);
                m.visitVarInsn(ALOAD, 2);
                m.visitMethodInsn(INVOKEVIRTUAL, name, "document", descriptor, false);
                end(m, RETURN);
            }
            super.visitEnd();
        }

        void addComparator(String before, String now, int thirdLoad) {
            MethodVisitor m = super.visitMethod(ACC_PUBLIC, "<init>", before, null, null);
            m.visitCode();
            m.visitVarInsn(ALOAD, 0);
            m.visitVarInsn(ILOAD, 1);
            m.visitVarInsn(ALOAD, 2);
            m.visitVarInsn(thirdLoad, 3);
            m.visitVarInsn(ILOAD, 4);
            pruning(m, 5);
            m.visitMethodInsn(INVOKESPECIAL, name, "<init>", now, false);
            end(m, RETURN);
        }
    }
}
