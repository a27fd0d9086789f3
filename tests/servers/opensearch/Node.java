import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.opensearch.common.logging.LogConfigurator;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.http.HttpServerTransport;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.plugins.Plugin;

/** One node on loopback: Node HOME PORT, where 0 is any port. The port it has got is written to HOME/port. */
public class Node extends org.opensearch.node.Node {
    Node(Environment environment, Collection<Class<? extends Plugin>> plugins) {
        super(environment, plugins, false);
    }

    @SuppressWarnings("unchecked")
    public static void main(String[] args) throws Exception {
        Path home = Paths.get(args[0]);
        for (String folder : new String[] {"config", "modules", "plugins"})
            Files.createDirectories(home.resolve(folder));
        Settings settings = Settings.builder()
            .put("path.home", home).put("cluster.name", "tests").put("node.name", "node").put("discovery.type", "single-node")
            .put("network.host", "127.0.0.1").put("http.port", args[1]).put("transport.port", "0")
            .put("http.type", "netty4").put("transport.type", "netty4").put("bootstrap.memory_lock", false).build();
        Environment environment = InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), home.resolve("config"), () -> "node");
        LogConfigurator.setNodeName("node");
        List<Class<? extends Plugin>> plugins = new ArrayList<>();
        plugins.add((Class<? extends Plugin>) Class.forName("org.opensearch.transport.Netty4Plugin"));
        Node node = new Node(environment, plugins);
        node.start();
        int port = node.injector().getInstance(HttpServerTransport.class).boundAddress().publishAddress().getPort();
        Path written = Files.writeString(home.resolve("port.new"), Integer.toString(port));
        Files.move(written, home.resolve("port"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        new CountDownLatch(1).await();
    }
}
