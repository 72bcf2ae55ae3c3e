package org.discogsography.routes;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.discogsography.servers.Program;
import org.discogsography.settings.SettingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the routes come from has to make sense before anything starts. */
class RouteSourceTest {

    @TempDir
    private Path empty;

    @Test
    void a_folder_that_is_missing_or_has_no_routes_is_refused_by_name() {
        refused(Map.of("routes.reload", "true"), "routes.reload");
        refused(Map.of("routes.folder", empty.resolve("nowhere").toString()), "routes.folder");
        refused(Map.of("routes.folder", empty.toString()), "routes.folder");
    }

    private static void refused(Map<String, String> settings, String named) {
        assertThatThrownBy(() -> Program.start(List.of("tableinator"), settings))
                .rootCause()
                .isInstanceOf(SettingException.class)
                .hasMessageContaining(named);
    }
}
