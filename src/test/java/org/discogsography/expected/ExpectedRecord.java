package org.discogsography.expected;

import com.fasterxml.jackson.databind.JsonNode;

/** A record as the second reading of its dump has it. */
public record ExpectedRecord(String id, JsonNode json, String canonicalJson, String sha256) {}
