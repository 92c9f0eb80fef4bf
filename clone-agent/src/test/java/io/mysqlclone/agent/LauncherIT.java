package io.mysqlclone.agent;

import static io.mysqlclone.agent.PackagedAgent.LAUNCHER;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    @Test
    void leavesTheOptimizingCompilerOut() throws Exception {
        assertThat(compilerLevel(LAUNCHER)).isEqualTo("1");
    }

    @Test
    void leavesNoCompilerOutWhereItHasNoNativeLibraries() throws Exception {
        var libraries = Files.createDirectories(directory.resolve("dist/lib"));
        try (var jars = Files.newDirectoryStream(PackagedAgent.DIST.resolve("lib"), "*.jar")) {
            for (var jar : jars) {
                Files.createSymbolicLink(libraries.resolve(jar.getFileName()), jar);
            }
        }
        var programs = Files.createDirectories(directory.resolve("dist/bin"));

        assertThat(compilerLevel(Files.copy(LAUNCHER, programs.resolve("clone-agent"))))
                .isEqualTo("4");
    }

    /** As the JVM prints it, whatever the program then does. */
    private String compilerLevel(Path launcher) throws Exception {
        var agent = PackagedAgent.start(
                directory,
                Map.of("CLONE_AGENT_JAVA_OPTS", "-XX:+PrintFlagsFinal"),
                List.of(launcher.toString(), "--version"));
        assertThat(agent.await()).isZero();
        return agent.out()
                .lines()
                .filter(line -> line.contains(" TieredStopAtLevel "))
                .map(line -> line.replaceAll(".*= *(\\d+) .*", "$1"))
                .collect(Collectors.joining());
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
