package io.mysqlclone.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageErrorsTest {
    private final FakeSurroundings surroundings = new FakeSurroundings();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--donor|db1:x|HOST, HOST:PORT",
                "--tls-mode|strict|verify-identity, verify-ca",
                "--concurrency|65|auto or a number from 1 to 64",
                "--concurrency|many|auto or a number from 1 to 64",
                "--compression|lz4|none, zlib or zstd",
                "--buffer-size|5Q|a size from 1M to 256M",
                "--buffer-size|512M|a size from 1M to 256M",
                "--max-data-bandwidth|100|at least 64K/s",
                "--max-network-bandwidth|fast|a bandwidth such as",
                "--ddl-timeout|31d|at most 30d",
                "--ddl-timeout|1500ms|in whole seconds",
                "--stall-timeout|0s|at least 1s",
                "--reconnect-timeout|soon|a duration such as",
                "--relocate|/a|FROM=TO",
                "--relocate|a=/b|FROM=TO",
                "--output|xml|text or json",
                "--in-place|perhaps|true, false or auto"
            })
    void aWrongValueIsNamedWithItsSourceAndWhatIsAccepted(String flag, String value, String accepted) {
        assertThat(surroundings.execute("clone", flag + "=" + value)).isEqualTo(2);
        assertThat(firstLine())
                .startsWith("clone-agent: " + flag + " is \"" + value + "\"; it must be ")
                .contains(accepted);

        var other = new FakeSurroundings();
        var variable = "CLONE_AGENT_" + flag.substring(2).replace('-', '_').toUpperCase(java.util.Locale.ROOT);
        other.environment.put(variable, value);
        assertThat(other.execute("clone")).isEqualTo(2);
        assertThat(other.err())
                .startsWith("clone-agent: " + variable + " is \"" + value + "\"; it must be ")
                .contains(accepted);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2000-01-01T00:00:00Z|3|nothing was done",
                "tomorrow|2|must be a time in UTC",
                "9999-01-01T00:00:00Z|2|Not given: --donor"
            })
    void nothingBeginsAfterItsTime(String deadline, int exitCode, String said) {
        surroundings.environment.put("CLONE_AGENT_START_BEFORE", deadline);
        assertThat(surroundings.execute("clone")).isEqualTo(exitCode);
        assertThat(firstLine()).contains(said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--password=hunter2", "-phunter2", "--password"})
    void aPasswordOnTheCommandLineIsRefusedAndNotRepeated(String argument) {
        assertThat(surroundings.execute("clone", "--donor", "db1", argument)).isEqualTo(2);
        assertThat(surroundings.err())
                .contains("--password-file", "CLONE_AGENT_PASSWORD", "can read the arguments")
                .doesNotContain("hunter2");
    }

    @ParameterizedTest
    @CsvSource({"--with-unlogged-tables,tables of its own", "--with-binary-logs,logs of its own"})
    void whatAServerInPlaceHasItselfIsNotTaken(String option, String why) {
        surroundings.environment.put("CLONE_AGENT_PASSWORD", "secret");
        assertThat(surroundings.execute(
                        "clone",
                        "--donor=db1",
                        "--user=u",
                        "--data-dir=/nowhere",
                        "--in-place",
                        "--overwrite=always",
                        option))
                .isEqualTo(2);
        assertThat(firstLine()).contains(option + " does not go with --in-place", why);
    }

    @ParameterizedTest
    @CsvSource({"--with-unlogged-tables,InnoDB's tables alone", "--with-binary-logs=all,no binary logs"})
    void whatAServerIsAskedForIsNotInADirectory(String option, String why) {
        assertThat(surroundings.execute("local", "--from-dir=/nowhere", "--data-dir=/nowhere/else", option))
                .isEqualTo(2);
        assertThat(firstLine()).contains("needs --server", why);
    }

    @Test
    void everythingThatIsMissingIsNamedAtOnce() {
        assertThat(surroundings.execute("clone")).isEqualTo(2);
        assertThat(firstLine())
                .contains("--donor", "CLONE_AGENT_DONOR", "--user", "--data-dir", "CLONE_AGENT_DATA_DIR");
    }

    @Test
    void aMistypedFlagIsAnsweredWithTheRightOne() {
        assertThat(surroundings.execute("clone", "--donorr=db1")).isEqualTo(2);
        assertThat(surroundings.err()).isEqualToNormalizingNewlines("""
                        clone-agent: There is no option --donorr; is --donor or --donor-p99 meant?
                        Try 'clone-agent clone --help'.
                        """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--ssl-mode=required|There is no option --ssl-mode: --tls-mode MODE is meant.",
                "--ssl-ca=ca.pem|There is no option --ssl-ca: --tls-ca FILE is meant.",
                "--host=db1|There is no option --host: --donor HOST[:PORT] is meant.",
                "--port=3306|There is no option --port: it is a part of --donor HOST:PORT.",
                "-P3306|There is no option -P3306: it is a part of --donor HOST:PORT.",
                "--socket=/run/s|There is no option --socket: --donor takes the absolute path of a socket too.",
                "--datadir=/data|There is no option --datadir: --data-dir DIR is meant."
            })
    void whatTheMysqlClientTakesIsAnsweredWithWhatItIsCalledHere(String option, String sentence) {
        assertThat(surroundings.execute("clone", option)).isEqualTo(2);
        assertThat(firstLine()).isEqualTo("clone-agent: " + sentence);
    }

    @Test
    void helpIsPointedTo() {
        assertThat(surroundings.execute("help", "clone")).isEqualTo(2);
        assertThat(firstLine()).contains("clone-agent COMMAND --help");
    }

    @Test
    void anOptionThatIsGivenTwiceIsNamed() {
        assertThat(surroundings.execute("clone", "--donor=a", "--user", "u", "--data-dir=d", "--donor", "b"))
                .isEqualTo(2);
        assertThat(firstLine()).isEqualTo("clone-agent: --donor is given twice; give it once.");
    }

    @Test
    void anOptionThatTakesSeveralValuesMayBeGivenTwice() {
        assertThat(surroundings.execute("clone", "--relocate=/a=/b", "--relocate=/c=/d"))
                .isEqualTo(2);
        assertThat(firstLine()).startsWith("clone-agent: Not given: --donor");
    }

    @Test
    void anUnknownCommandIsNamed() {
        assertThat(surroundings.execute("frobnicate")).isEqualTo(2);
        assertThat(firstLine()).startsWith("clone-agent: There is no command frobnicate");
    }

    @Test
    void noCommandAtAllGetsTheHelp() {
        assertThat(surroundings.execute()).isEqualTo(2);
        assertThat(surroundings.err()).contains("preflight", "verify", "generate-completion");
    }

    @Test
    void theInterfaceIsOpenToOtherHostsOnlyWithAToken() {
        assertThat(clone("--status-listen", "0.0.0.0:0")).isEqualTo(2);
        assertThat(firstLine()).contains("CLONE_AGENT_STATUS_TOKEN_SHA256");
    }

    @ParameterizedTest
    @ValueSource(strings = {"8080", "127.0.0.1", "127.0.0.1:99999", "::1:80", "host:port"})
    void aWrongAddressToListenOnIsRefused(String address) {
        assertThat(clone("--status-listen", address)).isEqualTo(2);
        assertThat(firstLine()).contains("--status-listen is \"" + address + "\"; it must be ADDR:PORT");
    }

    @Test
    void aWrongTokenHashIsRefused() {
        surroundings.environment.put("CLONE_AGENT_STATUS_TOKEN_SHA256", "secret-token");
        assertThat(clone("--status-listen", "127.0.0.1:0")).isEqualTo(2);
        assertThat(firstLine()).contains("64 hexadecimal digits").doesNotContain("secret-token");
    }

    @Test
    void aCommitThatIsBothWaitedForAndLeftToOthersIsRefused() {
        assertThat(clone("--no-commit", "--commit-when-stopped")).isEqualTo(2);
        assertThat(firstLine()).contains("--commit-when-stopped", "--no-commit", "contradict each other");
    }

    @ParameterizedTest
    @ValueSource(strings = {"commit", "rollback", "finish"})
    void aCommandAboutADirectoryNamesTheOneThatIsMissing(String command, @TempDir Path directory) {
        assertThat(surroundings.execute(command)).isEqualTo(2);
        assertThat(firstLine()).contains("--data-dir DIR (or CLONE_AGENT_DATA_DIR)");

        var other = new FakeSurroundings();
        assertThat(other.execute(command, "--data-dir=" + directory.resolve("nowhere")))
                .isEqualTo(2);
        assertThat(other.err()).contains("it must be a directory that exists");
    }

    @Test
    void contradictingTlsFlagsAreRefused(@TempDir Path directory) throws java.io.IOException {
        var certificate = java.nio.file.Files.writeString(directory.resolve("cert.pem"), "");
        assertThat(clone("--tls-cert", certificate.toString())).isEqualTo(2);
        assertThat(firstLine()).contains("private key");
    }

    @Test
    void aFileThatDoesNotExistIsNamed() {
        assertThat(clone("--tls-ca", "/no/such/ca.pem")).isEqualTo(2);
        assertThat(firstLine()).contains("--tls-ca is \"/no/such/ca.pem\"");
        var other = new FakeSurroundings();
        assertThat(other.execute("clone", "--donor=d", "--user=u", "--data-dir=x", "--password-file=/no/such/pw"))
                .isEqualTo(2);
        assertThat(other.err()).contains("--password-file /no/such/pw: there is no such file");
    }

    @Test
    void theResultFileOfTheEnvironmentHearsOfAWrongCommandLineToo(@TempDir Path directory) {
        var file = directory.resolve("result");
        surroundings.environment.put("CLONE_AGENT_RESULT_FILE", file.toString());
        assertThat(surroundings.execute("clone", "--buffer-size=x")).isEqualTo(2);
        assertThat(file).content().contains("\"exitCode\":2,\"kind\":\"Usage\"", "--buffer-size");
    }

    @Test
    void verifyNeedsADirectoryThatExists() {
        assertThat(surroundings.execute("verify", "--data-dir=/no/such/dir")).isEqualTo(2);
        assertThat(firstLine()).contains("/no/such/dir");
    }

    private int clone(String... more) {
        surroundings.environment.putIfAbsent("CLONE_AGENT_PASSWORD", "");
        surroundings.environment.put("CLONE_AGENT_DONOR", "d");
        surroundings.environment.put("CLONE_AGENT_USER", "u");
        surroundings.environment.put("CLONE_AGENT_DATA_DIR", "x");
        return surroundings.execute(
                java.util.stream.Stream.concat(java.util.stream.Stream.of("clone"), java.util.Arrays.stream(more))
                        .toArray(String[]::new));
    }

    private String firstLine() {
        return surroundings.err().lines().findFirst().orElse("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--keyring=/k", "--directories=/d"})
    void whatWasReceivedNeedsNeitherKeyringNorDirectories(String more) {
        assertThat(surroundings.execute("local", "--from-dir=/from", "--data-dir=/to", "--received", more))
                .isEqualTo(2);
        assertThat(firstLine()).startsWith("clone-agent: --received goes with neither --directories nor --keyring");
    }
}
