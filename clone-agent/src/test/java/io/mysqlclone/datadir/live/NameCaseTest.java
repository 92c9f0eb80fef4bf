package io.mysqlclone.datadir.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameCaseTest {
    private static final int PAGE = 16384;

    @TempDir
    private Path dataDir = Path.of("");

    @ParameterizedTest
    @CsvSource({
        "DD_VERSION=90200;LCTN=1;MINOR_DOWNGRADE_THRESHOLD=90200;, 1",
        "DD_VERSION=80023;IS_VERSION=80030;LCTN=0;MYSQLD_VERSION=80030;, 0",
        "DD_VERSION=90200;LCTN=2;, 2"
    })
    void isAmongTheDictionarysProperties(String properties, int value) throws IOException {
        dictionary(0, properties);
        assertThat(NameCase.ofServer(dataDir)).hasValue(value);
    }

    /** Also across the seam of two reads. */
    @ParameterizedTest
    @ValueSource(ints = {38, 5_407_433, (1 << 20) - 20, (1 << 20) - 4, 1 << 20, (2 << 20) - 4096 - 9})
    void isFoundAnywhereInTheFile(int at) throws IOException {
        dictionary(at, "DD_VERSION=90200;LCTN=1;");
        assertThat(NameCase.ofServer(dataDir)).hasValue(1);
    }

    /** What is stored first is the server's own; users can write anything later. */
    @Test
    void isTheFirstOneInTheFile() throws IOException {
        dictionary(PAGE, "DD_VERSION=90200;LCTN=0;" + " ".repeat(PAGE) + "DD_VERSION=90200;LCTN=1;");
        assertThat(NameCase.ofServer(dataDir)).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "LCTN=1;", "DD_VERSION=90200;LCTN=7;", "DD_VERSION=90200;LCTN=1", "DD_VERSION=;LCTN=1;"})
    void isUnknownWhereTheFileDoesNotTell(String content) throws IOException {
        dictionary(PAGE, content);
        assertThat(NameCase.ofServer(dataDir)).isEmpty();
    }

    @Test
    void isUnknownWithoutADictionary() throws IOException {
        assertThat(NameCase.ofServer(dataDir)).isEmpty();
    }

    private void dictionary(int at, String text) throws IOException {
        byte[] characters = text.getBytes(StandardCharsets.UTF_8);
        byte[] file = Arrays.copyOf(new byte[0], at + characters.length + PAGE);
        System.arraycopy(characters, 0, file, at, characters.length);
        Files.write(dataDir.resolve("mysql.ibd"), file);
    }
}
