package io.mysqlclone.datadir.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerUuidTest {
    private static final String UUID = "fcc57cec-e631-11f1-9886-02fc00000001";

    @TempDir
    private Path dataDir = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"[auto]\nserver-uuid=%s\n", "[auto]\n server_uuid = %s \n", "# x\n\nserver-uuid=%s"})
    void isReadAsMysqldAndPeopleWriteIt(String content) throws IOException {
        Files.writeString(dataDir.resolve("auto.cnf"), content.formatted(UUID));
        assertThat(ServerUuid.of(dataDir)).contains(UUID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[auto]\n", "server-uuid=1", "#server-uuid=fcc57cec-e631-11f1-9886-02fc00000001"})
    void isUnknownWhereNoneIs(String content) throws IOException {
        Files.writeString(dataDir.resolve("auto.cnf"), content);
        assertThat(ServerUuid.of(dataDir)).isEmpty();
    }

    @Test
    void isUnknownBeforeAServersFirstStart() throws IOException {
        assertThat(ServerUuid.of(dataDir)).isEmpty();
    }
}
