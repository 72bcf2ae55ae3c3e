package org.discogsography.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.discogsography.expected.ExpectedRecords;
import org.discogsography.expected.RealSamples;
import org.discogsography.sample.DumpFormat;
import org.discogsography.sample.SampleDump;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Element;

/** Whatever shape the JSON has, it contains each value of the XML, exactly as often as the XML does, and nothing else. */
class LosslessTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @Test
    void every_value_of_a_real_dump_is_in_the_record() throws Exception {
        assumeThat(RealSamples.present()).as(RealSamples.ABSENT).isTrue();

        for (var file : DumpFolder.scan(RealSamples.FOLDER).files()) {
            assertLossless(file);
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_value_of_a_sample_dump_is_in_the_record(DumpFormat format) throws Exception {
        for (var file : SampleDump.of(2000).inFormat(format).writeTo(folder).files()) {
            assertLossless(file);
        }
    }

    private static void assertLossless(DumpFile file) throws Exception {
        var elements = ExpectedRecords.elements(file.path());
        var records = TestDumpFiles.read(file);
        assertThat(records).hasSameSizeAs(elements);
        for (int i = 0; i < elements.size(); i++) {
            var inXml = new ArrayList<String>();
            addValues(elements.get(i), inXml);
            var inJson = new ArrayList<String>();
            addValues(JSON.readTree(records.get(i).canonicalJson()), inJson);
            inXml.sort(null);
            inJson.sort(null);
            assertThat(inJson).as("%s of %s", records.get(i), file.name()).isEqualTo(inXml);
        }
    }

    private static void addValues(Element element, List<String> values) {
        if (element.getTagName().equals("master_id") && element.getTextContent().equals("0")) {
            return;
        }
        var attributes = element.getAttributes();
        for (int i = 0; i < attributes.getLength(); i++) {
            addUnlessEmpty(attributes.item(i).getNodeValue(), values);
        }
        var children = ExpectedRecords.childElements(element);
        if (children.isEmpty()) {
            addUnlessEmpty(element.getTextContent(), values);
        }
        boolean members = element.getTagName().equals("members");
        for (var child : children) {
            // In both dumps used here, every id in members is followed by its name.
            if (!members || !child.getTagName().equals("id")) {
                addValues(child, values);
            }
        }
    }

    private static void addValues(JsonNode json, List<String> values) {
        if (json.isTextual()) {
            addUnlessEmpty(json.asText(), values);
        }
        json.forEach(child -> addValues(child, values));
    }

    private static void addUnlessEmpty(String value, List<String> values) {
        if (!value.isEmpty()) {
            values.add(value);
        }
    }
}
