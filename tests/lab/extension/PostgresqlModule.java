package druidwatch.lab;

import com.google.inject.Binder;
import com.google.inject.Key;
import org.apache.druid.guice.LazySingleton;
import org.apache.druid.guice.PolyBind;
import org.apache.druid.guice.SQLMetadataStorageDruidModule;
import org.apache.druid.initialization.DruidModule;
import org.apache.druid.metadata.MetadataStorageActionHandlerFactory;
import org.apache.druid.metadata.MetadataStorageConnector;
import org.apache.druid.metadata.MetadataStorageProvider;
import org.apache.druid.metadata.NoopMetadataStorageProvider;
import org.apache.druid.metadata.PostgreSQLMetadataStorageActionHandlerFactory;
import org.apache.druid.metadata.SQLMetadataConnector;

/** Makes "druid.metadata.storage.type=postgresql" mean our connector. Found through META-INF/services. */
public final class PostgresqlModule extends SQLMetadataStorageDruidModule implements DruidModule {
  private static final String NAME = "postgresql";

  public PostgresqlModule() {
    super(NAME);
  }

  @Override
  public void configure(Binder binder) {
    super.configure(binder);
    choose(binder, MetadataStorageProvider.class, NoopMetadataStorageProvider.class);
    choose(binder, MetadataStorageConnector.class, PostgresqlConnector.class);
    choose(binder, SQLMetadataConnector.class, PostgresqlConnector.class);
    choose(binder, MetadataStorageActionHandlerFactory.class, PostgreSQLMetadataStorageActionHandlerFactory.class);
  }

  private static <T> void choose(Binder binder, Class<T> what, Class<? extends T> implementation) {
    PolyBind.optionBinder(binder, Key.get(what)).addBinding(NAME).to(implementation).in(LazySingleton.class);
  }
}
