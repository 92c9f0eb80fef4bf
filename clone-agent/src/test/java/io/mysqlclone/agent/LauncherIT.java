package io.mysqlclone.agent;

import static io.mysqlclone.agent.PackagedAgent.LAUNCHER;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LauncherIT {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void worksFromAnotherDirectoryAndTellsItsVersion() throws Exception {
        var agent = PackagedAgent.start(directory, Map.of(), "--version");

        assertThat(agent.await()).isZero();
        assertThat(agent.out()).matches("clone-agent \\d+\\.\\d+\\.\\d+\\S* \\(Java \\d+.*\\)\\R");
        assertThat(agent.err()).isEmpty();
    }

    @Test
    void worksThroughSymbolicLinks() throws Exception {
        var first = Files.createSymbolicLink(directory.resolve("first"), LAUNCHER);
        var second = Files.createSymbolicLink(directory.resolve("second"), first.getFileName());
        var agent = PackagedAgent.start(directory, Map.of(), List.of(second.toString(), "--version"));

        assertThat(agent.await()).isZero();
    }

    @Test
    void passesArgumentsOnAsTheyAre() throws Exception {
        var agent = PackagedAgent.start(directory, Map.of(), "verify", "--data-dir", "a  b*'\"$HOME");

        assertThat(agent.await()).isEqualTo(2);
        assertThat(agent.err()).contains("\"a  b*'\"$HOME\"");
    }

    /** What the JVM prints of itself is there to see, whatever the program then does. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, clone --help, 4",
                "-, clone --tls-mode disabled --help, 1",
                "-, clone --tls-mode=disabled --help, 1",
                "disabled, clone --help, 1",
                "disabled, clone --tls-mode=required --help, 4",
                "verify-ca, clone --help, 4",
                "-, outcome --help, 1"
            })
    void leavesTheOptimizingCompilerOutWhereNothingIsDecrypted(@Nullable String variable, String command, int level)
            throws Exception {
        var environment = new HashMap<>(Map.of("CLONE_AGENT_JAVA_OPTS", "-XX:+PrintFlagsFinal"));
        Optional.ofNullable(variable).ifPresent(mode -> environment.put("CLONE_AGENT_TLS_MODE", mode));

        var agent = PackagedAgent.start(directory, environment, command.split(" "));

        assertThat(agent.await()).isZero();
        assertThat(agent.out()).containsPattern(" TieredStopAtLevel +:?= " + level + " ");
    }

    @Test
    void ignoresAnOlderJavaInFavourOfOneThatFits() throws Exception {
        var old = directory.resolve("jdk-21");
        Files.createDirectories(old.resolve("bin"));
        Files.writeString(old.resolve("release"), "JAVA_VERSION=\"21.0.5\"\n");
        var java = Files.writeString(old.resolve("bin/java"), "#!/bin/sh\necho the old one\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();

        var agent = PackagedAgent.start(
                directory,
                Map.of("JAVA_HOME", old.toString(), "PATH", System.getProperty("java.home") + "/bin:/usr/bin:/bin"),
                "--version");

        assertThat(agent.await()).isZero();
        assertThat(agent.out()).startsWith("clone-agent ");
    }

    @Test
    void saysInOneSentenceThatJavaIsMissing() throws Exception {
        // the launcher's own list of places, each pointed to where nothing is
        var script = Files.readString(LAUNCHER).replaceAll(" /(usr|opt|Library)/[^ ;]*", " /nowhere/*");
        var launcher = Files.writeString(directory.resolve("clone-agent"), script);
        assertThat(launcher.toFile().setExecutable(true)).isTrue();
        var tools = Files.createDirectory(directory.resolve("tools"));
        for (var tool : List.of("sh", "sed", "readlink", "dirname")) {
            Files.createSymbolicLink(tools.resolve(tool), Path.of("/usr/bin", tool));
        }

        var agent = PackagedAgent.start(
                directory,
                Map.of("JAVA_HOME", "/nowhere", "PATH", tools.toString()),
                List.of(launcher.toString(), "--version"));

        assertThat(agent.await()).isEqualTo(2);
        assertThat(agent.err()).hasLineCount(1).startsWith("clone-agent: Java 25 or later is needed");
    }

    @Test
    void usesItsAotCache() throws Exception {
        var agent =
                PackagedAgent.start(directory, Map.of("CLONE_AGENT_JAVA_OPTS", "-Xlog:class+load:stderr"), "--version");

        assertThat(agent.await()).isZero();
        assertThat(agent.err()).contains("io.mysqlclone.agent.cli.CloneAgent source: shared objects file");
    }

    @Test
    void anAotCacheThatDoesNotFitIsIgnoredWithoutAWord() throws Exception {
        var agent =
                PackagedAgent.start(directory, Map.of("CLONE_AGENT_JAVA_OPTS", "-XX:-UseCompressedOops"), "--version");

        assertThat(agent.await()).isZero();
        assertThat(agent.out()).hasLineCount(1);
        assertThat(agent.err()).isEmpty();
    }

    @Test
    void generatesACompletionScriptThatBashTakes() throws Exception {
        var agent = PackagedAgent.start(directory, Map.of(), "generate-completion");
        assertThat(agent.await()).isZero();
        var script = Files.writeString(directory.resolve("completion"), agent.out());
        assertThat(agent.out()).contains("--max-data-bandwidth", "verify-identity", "preflight");

        var bash = PackagedAgent.start(directory, Map.of(), List.of("bash", "-n", script.toString()));
        assertThat(bash.await()).isZero();
        assertThat(bash.err()).isEmpty();
    }
}
