package io.mysqlclone.testbed.image;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import io.mysqlclone.testbed.MysqlInstallation;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.images.RemoteDockerImage;
import org.testcontainers.utility.DockerImageName;

/**
 * The MySQL of a container image as an installation of this machine: its {@code /usr} is copied out, and its programs run
 * through the dynamic loader that came along. So every test of this project runs with the mysqld of that image as donor and
 * as recipient, whatever options and whatever kill it wants, and no container has to be told.
 */
public final class ImageInstallation {

    /** What was asked for cannot be had: one sentence for people. */
    public static final class Unavailable extends Exception {

        private static final long serialVersionUID = 1L;

        private Unavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private ImageInstallation() {}

    /**
     * {@code ImageInstallation IMAGE DIRECTORY}: unpacks, and prints the version of mysqld. Exit code 1 with a sentence when
     * that fails, 3 when no Docker engine answers.
     */
    public static void main(String[] arguments) {
        if (arguments.length != 2) {
            System.err.println("error: ImageInstallation wants an image and a directory.");
            System.exit(2);
        }
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            System.exit(3);
        }
        try {
            System.out.println(unpack(arguments[0], Path.of(arguments[1])).version());
        } catch (Unavailable e) {
            System.err.println("error: " + e.getMessage());
            System.exit(1);
        }
        // Threads of the engine's client would keep the process.
        System.exit(0);
    }

    /**
     * Pulls an image if the engine does not have it, and copies its {@code /usr} into an existing directory.
     *
     * @param image as of {@code docker pull}, such as {@code mysql:8.4}; of this machine's architecture
     * @param root where {@code usr} is made
     * @throws Unavailable when there is no such image, or it holds no mysqld that runs here
     */
    public static MysqlInstallation unpack(String image, Path root) throws Unavailable {
        DockerClient engine = DockerClientFactory.instance().client();
        pull(image);
        String container = created(engine, image);
        try (InputStream archive =
                engine.copyArchiveFromContainerCmd(container, "/usr").exec()) {
            extract(archive, root);
            joined(root);
            return MysqlInstallation.at(root);
        } catch (IOException | DockerException e) {
            throw new Unavailable("cannot copy /usr out of the image " + image + ": " + e.getMessage(), e);
        } catch (IllegalStateException e) {
            throw new Unavailable("the image " + image + " has no mysqld that runs here: " + e.getMessage(), e);
        } finally {
            engine.removeContainerCmd(container).withForce(true).exec();
        }
    }

    private static void pull(String image) throws Unavailable {
        try {
            new RemoteDockerImage(DockerImageName.parse(image)).get();
        } catch (RuntimeException e) {
            throw new Unavailable(
                    "the image " + image + " cannot be pulled; see what 'docker pull " + image + "' says.", e);
        }
    }

    /** A container that is never started: only its file system is wanted. */
    private static String created(DockerClient engine, String image) throws Unavailable {
        try {
            return engine.createContainerCmd(image)
                    .withLabels(DockerClientFactory.DEFAULT_LABELS)
                    .exec()
                    .getId();
        } catch (NotFoundException e) {
            throw new Unavailable("there is no image " + image + " on this machine, and it was not pulled.", e);
        }
    }

    /** By the machine's own tar, which knows links and permissions. Owners are of no interest. */
    private static void extract(InputStream archive, Path root) throws IOException {
        Process tar = new ProcessBuilder(List.of("tar", "-x", "--no-same-owner", "-C", root.toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (OutputStream input = tar.getOutputStream()) {
            archive.transferTo(input);
        }
        try {
            if (tar.waitFor() != 0) {
                throw new IOException("tar ended with exit code " + tar.exitValue());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while tar was running", e);
        }
    }

    /** Images whose /lib64 is a link to usr/lib64 have the loader below /usr; programs may name it by either. */
    private static void joined(Path root) throws IOException {
        for (String name : List.of("lib", "lib64", "bin", "sbin")) {
            if (Files.isDirectory(root.resolve("usr").resolve(name))) {
                Files.createSymbolicLink(root.resolve(name), Path.of("usr", name));
            }
        }
    }
}
