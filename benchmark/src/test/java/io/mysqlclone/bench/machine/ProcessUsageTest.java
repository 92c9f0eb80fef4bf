package io.mysqlclone.bench.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessUsageTest {

    @Test
    void theTimeOfAnEndedChildCountsInFull() throws Exception {
        double before = ProcessUsage.endedChildrenCpuSeconds();
        Process child =
                new ProcessBuilder("/bin/sh", "-c", "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; times").start();
        String times = new String(child.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(child.waitFor()).isZero();
        double told = seconds(times.lines().findFirst().orElseThrow());
        assertThat(told).isPositive();
        assertThat(ProcessUsage.endedChildrenCpuSeconds() - before).isBetween(told - 0.03, told + 0.5);
    }

    @Test
    void thePeakIsNoLessThanWhatIsResidentNow() {
        long self = ProcessHandle.current().pid();
        long resident = ProcessUsage.residentBytes(self).orElseThrow();
        assertThat(resident).isPositive();
        assertThat(ProcessUsage.peakResidentBytes(self).orElseThrow()).isGreaterThanOrEqualTo(resident);
    }

    @Test
    void aProcessThatIsGoneHasNoMemory() throws Exception {
        Process child = new ProcessBuilder("/bin/true").start();
        assertThat(child.waitFor()).isZero();
        assertThat(ProcessUsage.peakResidentBytes(child.pid())).isEmpty();
    }

    @Test
    void limitsAreMeasuredAndTheirFilesRemoved(@TempDir Path directory) throws Exception {
        Limits limits = Limits.measure(directory, 4 << 20);
        assertThat(limits.diskWrite()).isPositive();
        assertThat(limits.diskWriteFour()).isPositive();
        assertThat(limits.diskRead()).isPositive();
        assertThat(limits.diskCopy()).isPositive();
        assertThat(limits.loopback()).isPositive();
        try (var left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
    }

    /** {@code 0m0.250000s 0m0.010000s}, user and system. */
    private static double seconds(String times) {
        double sum = 0;
        for (String part : times.split(" ", -1)) {
            String[] time = part.replace("s", "").split("m", 2);
            sum += Integer.parseInt(time[0]) * 60 + Double.parseDouble(time[1]);
        }
        return sum;
    }
}
