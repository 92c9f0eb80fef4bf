package io.mysqlclone.innodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.engine.Stage;
import org.junit.jupiter.api.Test;

final class SnapshotStateTest {
    @Test
    void everyStateOfASnapshotBelongsToAStage() {
        assertThat(SnapshotState.values())
                .extracting(SnapshotState::stage)
                .containsExactly(
                        Stage.INIT, Stage.INIT, Stage.FILE_COPY, Stage.PAGE_COPY, Stage.REDO_COPY, Stage.FILE_SYNC);
    }
}
