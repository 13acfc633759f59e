import java.nio.file.Path;
import org.apache.solr.embedded.JettyConfig;
import org.apache.solr.embedded.JettySolrRunner;

/** Solr on a loopback port until it is ended: the folder of its cores, the port. */
public class Solr {
  public static void main(String[] said) throws Exception {
    JettyConfig config = JettyConfig.builder().setPort(Integer.parseInt(said[1])).build();
    JettySolrRunner runner = new JettySolrRunner(Path.of(said[0]).toString(), config);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      try {
        runner.stop();
      } catch (Exception problem) {
        problem.printStackTrace();
      }
    }));
    runner.start();
  }
}
