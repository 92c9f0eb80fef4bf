package io.mysqlclone.innodb.apply;

import static io.mysqlclone.innodb.snapshot.Descriptors.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.engine.EngineException;
import org.junit.jupiter.api.Test;

final class IncomingFilesTest {
    private static final long ROOM_FOR_TEN = 11_000;

    @Test
    void keepsTheOrder() throws EngineException {
        var files = new IncomingFiles(ROOM_FOR_TEN);
        files.add(table(0, 1, 1, 1));
        files.add(table(1, 1, 2, 2));
        assertThat(files.size()).isEqualTo(2);
        assertThat(files.take()).extracting(file -> file.fileIndex()).containsExactly(0, 1);
        assertThat(files.size()).isZero();
    }

    @Test
    void refusesMoreFilesThanThereIsMemoryFor() throws EngineException {
        var files = new IncomingFiles(ROOM_FOR_TEN);
        assertThatThrownBy(() -> {
                    for (int index = 0; index < 100; index++) {
                        files.add(table(index, 1, 1, 1));
                        assertThat(files.take()).hasSize(1);
                    }
                })
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.kind()).isEqualTo(EngineException.Kind.REFUSED))
                .hasMessageContaining("-Xmx");
    }

    @Test
    void refusesAnAnnouncementBeforeTheFirstFile() {
        assertThatThrownBy(() -> new IncomingFiles(ROOM_FOR_TEN).requireRoom(1 << 24))
                .hasMessageContaining("16777216 files");
    }

    /** The smallest heap that the program is given. */
    @Test
    void tenThousandFilesFitInto48MiB() {
        assertThatCode(() -> new IncomingFiles(24 << 20).requireRoom(10_000)).doesNotThrowAnyException();
    }
}
