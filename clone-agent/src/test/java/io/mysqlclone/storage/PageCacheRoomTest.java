package io.mysqlclone.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PageCacheRoomTest {
    private static final long AVAILABLE = 8_000_000L << 10;

    @TempDir
    private Path root;

    @BeforeEach
    void plenty() throws IOException {
        write("proc/meminfo", "MemTotal: 24000000 kB\nMemFree: 1000000 kB\nMemAvailable:    8000000 kB\n");
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private long room() {
        return PageCacheRoom.at(root.resolve("proc"), root.resolve("groups")).bytes();
    }

    private void second(String group, String max, String high, long current, long active, long inactive)
            throws IOException {
        write("groups/" + group + "/memory.max", max + "\n");
        write("groups/" + group + "/memory.high", high + "\n");
        write("groups/" + group + "/memory.current", current + "\n");
        write(
                "groups/" + group + "/memory.stat",
                "anon 5\nfile 700\ninactive_file " + inactive + "\nactive_file " + active + "\n");
    }

    @Test
    void withoutALimitItIsWhatTheKernelCallsAvailable() throws IOException {
        assertThat(room()).isEqualTo(AVAILABLE);

        write("proc/self/cgroup", "0::/pod/container\n");
        second("pod/container", "max", "max", 1000, 300, 400);
        assertThat(room()).isEqualTo(AVAILABLE);
    }

    @Test
    void pageCacheIsNoUseOfALimit() throws IOException {
        write("proc/self/cgroup", "0::/pod/container\n");
        second("pod/container", "10000", "max", 9000, 300, 400);
        assertThat(room()).isEqualTo(10000 - 9000 + 700);
    }

    @Test
    void theTightestGroupCounts() throws IOException {
        write("proc/self/cgroup", "0::/pod/container\n");
        second("pod/container", "10000", "max", 2000, 0, 0);
        second("pod", "20000", "9500", 9000, 100, 0);
        assertThat(room()).isEqualTo(600);

        second("pod", "20000", "8000", 9000, 100, 0);
        assertThat(room()).isZero();
    }

    @Test
    void insideAContainerTheGroupIsTheRoot() throws IOException {
        write("proc/self/cgroup", "0::/\n");
        write("groups/memory.max", "5000\n");
        write("groups/memory.high", "max\n");
        write("groups/memory.current", "1000\n");
        assertThat(room()).isEqualTo(4000);
    }

    @Test
    void groupsOfTheFirstVersionCountToo() throws IOException {
        write("proc/self/cgroup", "5:cpu:/a\n4:memory:/a/b\n1:name=systemd:/\n0::/\n");
        write("groups/memory/a/b/memory.limit_in_bytes", "9000\n");
        write("groups/memory/a/b/memory.usage_in_bytes", "8000\n");
        write("groups/memory/a/b/memory.stat", "cache 1\ntotal_active_file 500\ntotal_inactive_file 1500\n");
        assertThat(room()).isEqualTo(3000);
    }

    @Test
    void whereNothingIsToldThereIsNoLimit() {
        assertThat(PageCacheRoom.at(root.resolve("none"), root.resolve("none")).bytes())
                .isGreaterThan(Long.MAX_VALUE / 2);
    }

    @Test
    void thisSystemTells() {
        assertThat(PageCacheRoom.ofThisSystem().bytes()).isPositive().isLessThan(1L << 50);
    }
}
