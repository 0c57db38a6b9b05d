package druidwatch.lab;

import com.google.common.base.Supplier;
import com.google.inject.Inject;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.dbcp2.BasicDataSource;
import org.apache.druid.metadata.MetadataStorageConnectorConfig;
import org.apache.druid.metadata.MetadataStorageTablesConfig;
import org.apache.druid.metadata.SQLMetadataConnector;
import org.apache.druid.segment.metadata.CentralizedDatasourceSchemaConfig;
import org.skife.jdbi.v2.DBI;
import org.skife.jdbi.v2.Handle;

/**
 * Druid's metadata in PostgreSQL. The extension that ships with Druid is in no Maven registry as a jar of this release, so the
 * lab brings this one: the same tables and the same notion of an error worth a retry, nothing more.
 */
public final class PostgresqlConnector extends SQLMetadataConnector {
  private static final int ROWS_PER_FETCH = 100;
  private final DBI database;

  @Inject
  public PostgresqlConnector(
      Supplier<MetadataStorageConnectorConfig> connection,
      Supplier<MetadataStorageTablesConfig> tables,
      CentralizedDatasourceSchemaConfig schemas) {
    super(connection, tables, schemas);
    final BasicDataSource pool = getDatasource();
    pool.setDriverClassName(org.postgresql.Driver.class.getName());
    database = new DBI(pool);
  }

  @Override
  public DBI getDBI() {
    return database;
  }

  @Override
  public String getSerialType() {
    return "BIGSERIAL";
  }

  @Override
  public String getPayloadType() {
    return "BYTEA";
  }

  @Override
  public String getQuoteString() {
    return "\\\""; // goes through JDBI's template, which takes one backslash away
  }

  @Override
  public int getStreamingFetchSize() {
    return ROWS_PER_FETCH;
  }

  @Override
  public String limitClause(int rows) {
    return "LIMIT " + rows;
  }

  @Override
  public boolean tableExists(Handle handle, String name) {
    return handle.createQuery("SELECT to_regclass(:name) IS NOT NULL AS known")
        .bind("name", "public." + folded(name))
        .map((index, row, context) -> row.getBoolean("known"))
        .first();
  }

  @Override
  protected boolean tableHasColumn(String table, String column) {
    return super.tableHasColumn(folded(table), column);
  }

  @Override
  public Set<String> getIndexOnTable(String table) {
    return super.getIndexOnTable(folded(table));
  }

  @Override
  public Void insertOrUpdate(String table, String keyColumn, String valueColumn, String key, byte[] value) {
    return database.inTransaction((handle, status) -> {
      handle.createStatement(String.format(
              Locale.ROOT,
              "INSERT INTO %1$s (%2$s, %3$s) VALUES (:key, :value) ON CONFLICT (%2$s) DO UPDATE SET %3$s = EXCLUDED.%3$s",
              table, keyColumn, valueColumn))
          .bind("key", key)
          .bind("value", value)
          .execute();
      return null;
    });
  }

  /** A lost connection (class 08) or a server short of something (class 53) may be better a moment later. */
  @Override
  protected boolean connectorIsTransientException(Throwable failure) {
    if (!(failure instanceof SQLException)) {
      return false;
    }
    final String state = ((SQLException) failure).getSQLState();
    return state != null && (state.startsWith("08") || state.startsWith("53"));
  }

  /** PostgreSQL keeps a name that was written without quotes in lower case, and its catalog is asked in that spelling. */
  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
