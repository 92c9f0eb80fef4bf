package io.mysqlclone.images;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BillOfMaterialsTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void packagesAndTheRuntimeOfTheBaseFollowTheLibrariesOfTheProgram() throws IOException {
        write("etc/os-release", "ID=debian\nVERSION_CODENAME=trixie\n");
        write("var/lib/dpkg/status.d/libc6", "Package: libc6\nVersion: 2.41-12+deb13u4\nArchitecture: amd64\n");
        write("var/lib/dpkg/status.d/busybox", "Package: busybox\nVersion: 1:1.37.0-6+b9\nArchitecture: amd64\n");
        write("opt/java/release", "JAVA_VERSION=\"25.0.3\"\nMODULES=\"java.base\"\n");
        var program = write("bom.json", "{\"bomFormat\": \"CycloneDX\", \"components\": [{\"name\": \"picocli\"}]}");

        var bill = new BillOfMaterials(program);
        bill.addBase(directory);
        bill.write(directory.resolve("image.json"));

        var written =
                new ObjectMapper().readTree(directory.resolve("image.json").toFile());
        assertThat(written.at("/bomFormat").asText()).isEqualTo("CycloneDX");
        assertThat(written.at("/components"))
                .extracting(component -> component.at("/name").asText())
                .containsExactly("picocli", "busybox", "libc6", "openjdk");
        assertThat(written.at("/components"))
                .extracting(component -> component.at("/purl").asText())
                .containsExactly(
                        "",
                        "pkg:deb/debian/busybox@1%3A1.37.0-6%2Bb9?arch=amd64&distro=trixie",
                        "pkg:deb/debian/libc6@2.41-12%2Bdeb13u4?arch=amd64&distro=trixie",
                        "pkg:generic/openjdk@25.0.3");
    }

    private Path write(String path, String text) throws IOException {
        var file = directory.resolve(path);
        Files.createDirectories(requireNonNull(file.getParent()));
        return Files.writeString(file, text);
    }
}
