package org.discogsography.expected;

import com.fasterxml.jackson.databind.JsonNode;

/** A record as the reference reader reads it. */
public record ExpectedRecord(String id, JsonNode json, String canonicalJson, String sha256) {}
