package org.apache.lucene.search.vectorhighlight;

import java.util.Set;

/** Nothing is highlighted here; the class must be there for the node to start. */
public class SimpleBoundaryScanner implements BoundaryScanner {
    public static final int DEFAULT_MAX_SCAN = 20;
    public static final Character[] DEFAULT_BOUNDARY_CHARS = {' '};

    public SimpleBoundaryScanner() {
    }

    public SimpleBoundaryScanner(int maxScan) {
    }

    public SimpleBoundaryScanner(int maxScan, Character[] characters) {
    }

    public SimpleBoundaryScanner(Character[] characters) {
    }

    public SimpleBoundaryScanner(int maxScan, Set<Character> characters) {
    }

    public int findStartOffset(StringBuilder text, int start) {
        return start;
    }

    public int findEndOffset(StringBuilder text, int start) {
        return start;
    }
}
