package io.mysqlclone.testbed.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.testbed.Shell;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as {@code ./check --donor NAME=image:IMAGE} runs it, before a scripted engine. */
class ImageInstallationTest {

    private static final String IMAGE = "mysql:8.4.6";

    @TempDir
    Path scratch;

    private record Ended(int code, String output) {}

    @Test
    void unpacksTheServerOfAnImageAndLeavesNoContainer() throws IOException, InterruptedException {
        try (var engine =
                ScriptedEngine.with(IMAGE, archiveOf("echo '/usr/sbin/mysqld  Ver 8.4.6 for Linux on x86_64'"))) {
            Path root = Files.createDirectory(scratch.resolve("root"));

            Ended ended = run(engine, IMAGE, root);

            assertThat(ended.output()).isEqualTo("8.4.6");
            assertThat(ended.code()).isZero();
            assertThat(root.resolve("usr/sbin/mysqld")).isExecutable();
            assertThat(root.resolve("lib64/mysql/plugin/mysql_clone.so")).exists();
            assertThat(engine.changes()).containsExactly("create", "remove");
        }
    }

    @Test
    void saysWhichImageCannotBePulled() throws IOException, InterruptedException {
        try (var engine = ScriptedEngine.with(IMAGE, archiveOf("true"))) {
            Ended ended = run(engine, "mysql:0.0.1", scratch);

            assertThat(ended.output())
                    .isEqualTo(
                            "error: the image mysql:0.0.1 cannot be pulled; see what 'docker pull mysql:0.0.1' says.");
            assertThat(ended.code()).isEqualTo(1);
            assertThat(engine.changes()).isEmpty();
        }
    }

    @Test
    void saysThatAnImageHasNoServerThatRuns() throws IOException, InterruptedException {
        try (var engine = ScriptedEngine.with(IMAGE, archiveOf("echo 'no such CPU'; exit 3"))) {
            Path root = Files.createDirectory(scratch.resolve("root"));

            Ended ended = run(engine, IMAGE, root);

            assertThat(ended.output())
                    .startsWith("error: the image " + IMAGE + " has no mysqld that runs here: ")
                    .endsWith("ended with exit code 3: no such CPU");
            assertThat(ended.code()).isEqualTo(1);
            assertThat(engine.changes()).containsExactly("create", "remove");
        }
    }

    /** A /usr as MySQL's RPM packages make it, with a program in mysqld's place. */
    private Path archiveOf(String mysqld) throws IOException {
        Path usr = scratch.resolve("image/usr");
        for (String directory : List.of("sbin", "lib64/mysql/plugin", "share/mysql-8.4/charsets")) {
            Files.createDirectories(usr.resolve(directory));
        }
        Files.createFile(usr.resolve("lib64/mysql/plugin/mysql_clone.so"));
        Path program = Files.writeString(usr.resolve("sbin/mysqld"), "#!/bin/sh\n" + mysqld + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path archive = scratch.resolve("usr.tar");
        Shell.output(List.of(
                "tar", "-cf", archive.toString(), "-C", scratch.resolve("image").toString(), "usr"));
        return archive;
    }

    private static Ended run(ScriptedEngine engine, String image, Path root) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ImageInstallation.class.getName(),
                image,
                root.toString());
        builder.environment().put("DOCKER_HOST", engine.address());
        builder.environment().put("TESTCONTAINERS_RYUK_DISABLED", "true");
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        // Whose log nobody configured.
        String said = String.join(
                "\n", output.lines().filter(it -> !it.startsWith("SLF4J")).toList());
        return new Ended(process.waitFor(), said);
    }
}
