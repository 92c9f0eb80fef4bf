package io.mysqlclone.images;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The CycloneDX bill of an image: the one of its program, which the build makes, with what the base adds, Debian's packages
 * and the Java runtime.
 */
final class BillOfMaterials {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectNode bill;

    /** Begins with the bill of the program in {@code file}. */
    BillOfMaterials(Path file) throws IOException {
        bill = (ObjectNode) JSON.readTree(file.toFile());
    }

    /** Adds what stands in the root that the base was made of. */
    void addBase(Path root) throws IOException {
        var system = fields(root.resolve("etc/os-release"), "=");
        try (var packages = Files.list(root.resolve("var/lib/dpkg/status.d"))) {
            for (var file : packages.sorted().toList()) {
                addPackage(fields(file, ": "), system.getOrDefault("VERSION_CODENAME", ""));
            }
        }
        var runtime = fields(root.resolve("opt/java/release"), "=");
        var version = runtime.getOrDefault("JAVA_RUNTIME_VERSION", runtime.getOrDefault("JAVA_VERSION", ""));
        components()
                .addObject()
                .put("type", "platform")
                .put("bom-ref", "java-runtime")
                .put("name", "openjdk")
                .put("version", version)
                .put("purl", "pkg:generic/openjdk@" + version.replace("+", "%2B"));
    }

    void write(Path file) throws IOException {
        JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), bill);
    }

    private void addPackage(Map<String, String> control, String suite) {
        var name = control.getOrDefault("Package", "");
        var version = control.getOrDefault("Version", "");
        var url = "pkg:deb/debian/" + name + "@" + version.replace("+", "%2B").replace(":", "%3A") + "?arch="
                + control.getOrDefault("Architecture", "") + "&distro=" + suite;
        components()
                .addObject()
                .put("type", "library")
                .put("bom-ref", url)
                .put("name", name)
                .put("version", version)
                .put("purl", url);
    }

    private ArrayNode components() {
        return bill.withArray("/components");
    }

    private static Map<String, String> fields(Path file, String separator) throws IOException {
        var fields = new TreeMap<String, String>();
        for (var line : Files.readAllLines(file)) {
            int end = line.indexOf(separator);
            if (end > 0) {
                fields.putIfAbsent(
                        line.substring(0, end),
                        line.substring(end + separator.length()).replace("\"", ""));
            }
        }
        return fields;
    }
}
