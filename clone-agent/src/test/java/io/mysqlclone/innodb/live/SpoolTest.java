package io.mysqlclone.innodb.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.engine.DonorException;
import io.mysqlclone.storage.SpoolSpace;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SpoolTest {
    private static final long LIMIT = 1 << 20;

    @TempDir
    private Path folder;

    private SpoolSpace space;

    @BeforeEach
    void make() {
        space = new SpoolSpace(folder, LIMIT);
    }

    private Spool spool() throws DonorException {
        return Spool.create(space);
    }

    private static ByteBuffer bytes(int length, int value) {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            bytes.put((byte) value);
        }
        return bytes.flip();
    }

    private static ByteBuffer read(FileChannel file, long at, int length) throws Exception {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && file.read(bytes, at + bytes.position()) >= 0) {}
        return bytes.flip();
    }

    @Test
    void hasNoNameFromTheBeginning() throws Exception {
        try (Spool spool = spool()) {
            spool.addPages(bytes(100, 1));

            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void givesBackWhatWasAdded() throws Exception {
        try (Spool spool = spool()) {
            long first = spool.addPages(bytes(100, 1));
            long second = spool.addPages(bytes(200, 2));
            spool.putRedo(bytes(50, 3), 2048);

            assertThat(read(spool.pages(), first, 100)).isEqualTo(bytes(100, 1));
            assertThat(read(spool.pages(), second, 200)).isEqualTo(bytes(200, 2));
            assertThat(read(spool.redo(), 2048, 50)).isEqualTo(bytes(50, 3));
            assertThat(spool.bytes()).isEqualTo(350);
        }
    }

    @Test
    void allOfAProcessHaveOneLimit() throws Exception {
        try (Spool one = spool();
                Spool other = spool()) {
            one.addPages(bytes((int) LIMIT - 100, 1));
            other.putRedo(bytes(100, 1), 0);

            assertThatThrownBy(() -> other.addPages(bytes(1, 1)))
                    .isInstanceOf(DonorException.class)
                    .hasMessageContaining("more than the 1 MiB")
                    .hasMessageContaining("--spool-size");
            assertThat(space.used()).isEqualTo(LIMIT);
        }
    }

    @Test
    void whatIsReleasedCanBeTakenAgain() throws Exception {
        try (Spool one = spool()) {
            one.addPages(bytes((int) LIMIT, 1));
        }

        assertThat(space.used()).isEqualTo(0);
        try (Spool other = spool()) {
            other.addPages(bytes((int) LIMIT, 1));
        }
    }

    @Test
    void isReleasedOnce() throws Exception {
        Spool twice = spool();
        try (Spool other = spool()) {
            other.addPages(bytes(10, 1));
            twice.addPages(bytes(20, 1));
            twice.close();
            twice.close();

            assertThat(space.used()).isEqualTo(10);
        }
    }

    @Test
    void saysWhichFolderCanNotBeUsed() {
        Path none = folder.resolve("none");

        assertThatThrownBy(() -> Spool.create(new SpoolSpace(none, LIMIT)))
                .isInstanceOf(DonorException.class)
                .hasMessageContaining(none.toString())
                .hasMessageContaining("--spool-dir");
    }
}
