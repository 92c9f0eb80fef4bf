package io.mysqlclone.operator.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The API server counts bytes and keeps whole characters only. */
final class EventNoteTest {

    @Test
    void whatFitsStays() {
        assertThat(EventRecorder.note("It failed.")).isEqualTo("It failed.");
        assertThat(EventRecorder.note("x".repeat(1024))).hasSize(1024);
    }

    @Test
    void whatDoesNotFitIsCutBetweenCharacters() {
        for (String character : new String[] {"x", "ü", "€", "🐬"}) {
            String note = EventRecorder.note(character.repeat(1025));

            assertThat(note.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(1021, 1024);
            assertThat(note.replace(character, "")).isEmpty();
        }
    }
}
