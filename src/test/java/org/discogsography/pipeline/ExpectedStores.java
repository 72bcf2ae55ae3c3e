package org.discogsography.pipeline;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.discogsography.dump.DataType;
import org.discogsography.dump.DumpFile;
import org.discogsography.dump.DumpFolder;
import org.discogsography.expected.ExpectedGraph;
import org.discogsography.expected.ExpectedRecords;
import org.discogsography.expected.GraphSnapshot;
import org.discogsography.expected.TableSnapshot;
import org.discogsography.pipeline.StoreAssertions.Besides;

/** What both stores have to hold after dumps were loaded, by a second reading of these. */
record ExpectedStores(Map<DataType, Map<String, TableSnapshot.Row>> rows, GraphSnapshot graph) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Who waits for the stores asks for the same again and again, and the second reading is slow. Guarded by the class. */
    private static SoftReference<Answer> last = new SoftReference<>(null);

    private record Answer(Question question, ExpectedStores stores) {}

    private record Question(
            List<ExpectedGraph.Newest> inTables, List<ExpectedGraph.Newest> inGraph, List<FileContent> files) {}

    /** A file whose content is the same as long as all of this is. */
    private record FileContent(DumpFile file, long size, FileTime modified) {

        static FileContent of(DumpFile file) throws IOException {
            return new FileContent(file, Files.size(file.path()), Files.getLastModifiedTime(file.path()));
        }
    }

    /** Dumps in the order of their versions: of each record the last is what has to be there. */
    static synchronized ExpectedStores of(Besides besides, Path... dumps) throws Exception {
        List<FileContent> files = new ArrayList<>();
        for (Path dump : dumps) {
            for (DumpFile file : DumpFolder.scan(dump).files()) {
                files.add(FileContent.of(file));
            }
        }
        Collections.reverse(files);
        var question = new Question(List.copyOf(besides.inTables()), List.copyOf(besides.inGraph()), files);
        Answer known = last.get();
        if (known == null || !known.question().equals(question)) {
            known = new Answer(question, read(question));
            last = new SoftReference<>(known);
        }
        return known.stores();
    }

    /** Large dumps are compared too: the records of one file at a time are kept. */
    private static ExpectedStores read(Question question) throws IOException {
        Map<DataType, Map<String, TableSnapshot.Row>> rows = new EnumMap<>(DataType.class);
        for (DataType type : DataType.values()) {
            rows.put(type, new TreeMap<>());
        }
        var graph = new ExpectedGraph();
        question.inGraph().forEach(graph::add);
        for (FileContent content : question.files()) {
            add(content.file(), rows.get(content.file().type()), graph);
        }
        for (ExpectedGraph.Newest record : question.inTables()) {
            rows.get(record.type())
                    .put(
                            record.json().path("id").asText(),
                            new TableSnapshot.Row(record.sha256(), record.version(), record.sha256()));
        }
        return new ExpectedStores(rows, graph.snapshot());
    }

    /** What no newer file has. */
    private static void add(DumpFile file, Map<String, TableSnapshot.Row> rows, ExpectedGraph graph)
            throws IOException {
        Map<String, String> newest = new HashMap<>();
        ExpectedRecords.forEach(file.path(), element -> {
            var record = ExpectedRecords.record(element);
            if (!rows.containsKey(record.id())) {
                newest.put(record.id(), record.canonicalJson());
            }
        });
        for (var record : newest.entrySet()) {
            String hash = ExpectedRecords.sha256(record.getValue());
            rows.put(record.getKey(), new TableSnapshot.Row(hash, file.version(), hash));
            graph.add(new ExpectedGraph.Newest(file.type(), hash, file.version(), JSON.readTree(record.getValue())));
        }
    }
}
