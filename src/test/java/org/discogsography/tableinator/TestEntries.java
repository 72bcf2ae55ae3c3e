package org.discogsography.tableinator;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.discogsography.table.SearchEntries;

/** The entries of records that a test of another package has stored. */
public final class TestEntries {

    private static final int AT_ONCE = 500;

    private TestEntries() {}

    /** Makes them as tableinator does. */
    public static void make(DataSource dataSource) throws SQLException {
        var reader = new EntryReader();
        var entries = new SearchEntries(dataSource, reader, reader);
        while (entries.step(AT_ONCE) != SearchEntries.Step.DONE) {
            // The next records.
        }
    }
}
