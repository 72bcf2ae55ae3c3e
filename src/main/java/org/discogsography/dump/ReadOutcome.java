package org.discogsography.dump;

/** What became of a part of a dump file. */
sealed interface ReadOutcome permits DumpRecord, RejectedRecord {}
