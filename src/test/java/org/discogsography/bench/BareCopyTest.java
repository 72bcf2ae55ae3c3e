package org.discogsography.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.discogsography.dump.DumpFile;
import org.discogsography.sample.SampleDump;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BareCopyTest {

    @Test
    void the_bare_program_makes_the_same_rows_of_a_dump(@TempDir Path folder) throws Exception {
        SampleDump.Written dump = SampleDump.of(2_000).writeTo(folder);
        for (DumpFile file : dump.files()) {
            Map<String, String> ours = new HashMap<>();
            BenchRecords.read(file, Integer.MAX_VALUE)
                    .records()
                    .forEach(record ->
                            ours.put(record.id(), new String(record.canonicalJson(), StandardCharsets.UTF_8)));
            Map<String, String> bare = new HashMap<>();
            new BareCopy(dump.version())
                    .read(file.path(), (id, json) -> bare.put(id, new String(json, StandardCharsets.UTF_8)));

            assertThat(bare.keySet()).as("%s", file.type()).isEqualTo(ours.keySet());
            List<String> differing = ours.keySet().stream()
                    .filter(id -> !ours.get(id).equals(bare.get(id)))
                    .toList();
            assertThat(differing.stream().limit(3).map(id -> ours.get(id) + "\n" + bare.get(id)))
                    .as("%s of %s", differing.size(), file.type())
                    .isEmpty();
        }
    }
}
