package druidwatch.lab;

import com.google.inject.Binder;
import com.google.inject.Inject;
import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import org.apache.druid.guice.annotations.Client;
import org.apache.druid.guice.annotations.EscalatedClient;
import org.apache.druid.guice.annotations.EscalatedGlobal;
import org.apache.druid.guice.annotations.Global;
import org.apache.druid.initialization.DruidModule;
import org.apache.druid.metadata.DefaultPasswordProvider;
import org.apache.druid.server.router.Router;
import org.apache.druid.server.security.DefaultTLSCertificateChecker;
import org.apache.druid.server.security.TLSUtils;

/**
 * By which Druid's processes ask each other by https: what simple-client-sslcontext does, which no registry serves for this
 * version. Found through META-INF/services; without "druid.client.https.trustStorePath" it does nothing.
 */
public final class ClientTlsModule implements DruidModule {
  private static final String PREFIX = "druid.client.https.";

  private Properties properties;

  @Inject
  public void setProperties(Properties given) {
    properties = given;
  }

  @Override
  public void configure(Binder binder) {
    if (told("trustStorePath") == null) {
      return;
    }
    SSLContext context =
        new TLSUtils.ClientSSLContextBuilder()
            .setProtocol("TLSv1.2") // of the Netty that Druid asks by, TLS 1.3 asks too much
            .setTrustStoreType("PKCS12")
            .setTrustStorePath(told("trustStorePath"))
            .setTrustStorePasswordProvider(password("trustStorePassword"))
            .setKeyStoreType("PKCS12")
            .setKeyStorePath(told("keyStorePath"))
            .setKeyStorePasswordProvider(password("keyStorePassword"))
            .setKeyManagerFactoryPasswordProvider(password("keyManagerPassword"))
            .setCertAlias(told("certAlias"))
            .setValidateHostnames(true)
            .setCertificateChecker(new DefaultTLSCertificateChecker())
            .build();
    List<Class<? extends Annotation>> clients =
        List.of(Global.class, EscalatedGlobal.class, Client.class, EscalatedClient.class, Router.class);
    for (Class<? extends Annotation> client : clients) {
      binder.bind(SSLContext.class).annotatedWith(client).toInstance(context);
    }
  }

  private DefaultPasswordProvider password(String name) {
    return new DefaultPasswordProvider(told(name));
  }

  private String told(String name) {
    return properties.getProperty(PREFIX + name);
  }
}
