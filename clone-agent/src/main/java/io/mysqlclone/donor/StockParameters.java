package io.mysqlclone.donor;

import io.mysqlclone.engine.DonorRelease;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** What each server of a release has, whatever its configuration: known without asking one. */
final class StockParameters {
    /** The plugins that no build of MySQL can be without. */
    static final List<DonorPlugin> PLUGINS = Stream.of(
                    "binlog",
                    "sha256_password",
                    "caching_sha2_password",
                    "CSV",
                    "MEMORY",
                    "InnoDB",
                    "MyISAM",
                    "MRG_MYISAM",
                    "PERFORMANCE_SCHEMA",
                    "TempTable")
            .map(name -> new DonorPlugin(name, ""))
            .toList();

    private StockParameters() {}

    /** The collations that are compiled in, in the order of a stock donor; none when the release series is not known. */
    static List<String> collations(DonorRelease release) {
        String[] numbers = release.version().split("\\.", 3);
        if (numbers.length < 2) {
            return List.of();
        }
        try (InputStream list =
                StockParameters.class.getResourceAsStream("collations-" + numbers[0] + "." + numbers[1] + ".txt")) {
            return list == null
                    ? List.of()
                    : new String(list.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
