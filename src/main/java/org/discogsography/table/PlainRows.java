package org.discogsography.table;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.component.sql.DefaultRowMapperFactory;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.support.JdbcUtils;

/**
 * Makes a map of each row, by the columns' names. Spring's own is found by names in any case, which takes longer than all else if there are a
 * thousand rows.
 */
final class PlainRows extends DefaultRowMapperFactory {

    @Override
    public RowMapper<?> newColumnRowMapper() {
        return new Plain();
    }

    /** For the rows of one result. */
    private static final class Plain implements RowMapper<Map<String, Object>> {

        private String[] names;

        @Override
        public Map<String, Object> mapRow(ResultSet row, int number) throws SQLException {
            if (names == null) {
                names = names(row.getMetaData());
            }
            Map<String, Object> map = new LinkedHashMap<>(2 * names.length);
            for (int i = 0; i < names.length; i++) {
                map.putIfAbsent(names[i], row.getObject(i + 1));
            }
            return map;
        }

        private static String[] names(ResultSetMetaData columns) throws SQLException {
            var names = new String[columns.getColumnCount()];
            for (int i = 0; i < names.length; i++) {
                names[i] = JdbcUtils.lookupColumnName(columns, i + 1);
            }
            return names;
        }
    }
}
