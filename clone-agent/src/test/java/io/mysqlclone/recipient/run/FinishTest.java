package io.mysqlclone.recipient.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FinishTest {
    @TempDir
    private Path dataDir;

    /** Once it is renamed nothing is kept any more, and it still takes its space. */
    @Test
    void oneThatWasCutOffGoesOn() throws Exception {
        Path gone = Files.createDirectories(dataDir.resolve("#clone-agent/old.gone"));
        Files.writeString(gone.resolve("000001"), "old data");

        assertThat(new Finish(dataDir).run()).isEqualTo("old data".length());
        assertThat(gone).doesNotExist();
        assertThat(new Finish(dataDir).run()).isZero();
    }
}
