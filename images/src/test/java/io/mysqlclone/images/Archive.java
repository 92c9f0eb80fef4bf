package io.mysqlclone.images;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** A docker-archive, as written and as read back. */
record Archive(Path file) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A file in a layer: as {@code tar -tv} shows it. */
    record Entry(String name, int mode, long userId, long modified) {}

    /** Writes an archive of one layer, which has one file. */
    static Archive base(Path file) throws IOException {
        var layer = tar(Map.of("etc/base", "base".getBytes(UTF_8)));
        var config = """
                {"architecture": "amd64", "os": "linux", "config": {},
                 "rootfs": {"type": "layers", "diff_ids": ["sha256:%s"]}, "history": [{"created_by": "test"}]}""".formatted(sha256(layer));
        var manifest = "[{\"Config\": \"config.json\", \"RepoTags\": null, \"Layers\": [\"layer.tar\"]}]";
        var members = new LinkedHashMap<String, byte[]>();
        members.put("config.json", config.getBytes(UTF_8));
        members.put("manifest.json", manifest.getBytes(UTF_8));
        members.put("layer.tar", layer);
        Files.write(file, tar(members));
        return new Archive(file);
    }

    JsonNode manifest() {
        return json("manifest.json").get(0);
    }

    JsonNode config() {
        return json(manifest().at("/Config").asText());
    }

    /** The files of each layer. */
    List<List<Entry>> layers() throws IOException {
        var layers = new ArrayList<List<Entry>>();
        for (var name : manifest().at("/Layers")) {
            var bytes = new ByteArrayInputStream(member(name.asText()));
            try (var tar =
                    new TarArchiveInputStream(name.asText().endsWith("gz") ? new GZIPInputStream(bytes) : bytes)) {
                layers.add(files(tar));
            }
        }
        return layers;
    }

    private static List<Entry> files(TarArchiveInputStream tar) throws IOException {
        var entries = new ArrayList<Entry>();
        for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            if (entry.isFile()) {
                entries.add(new Entry(
                        entry.getName(),
                        entry.getMode() & 0777,
                        entry.getLongUserId(),
                        entry.getLastModifiedTime().toInstant().getEpochSecond()));
            }
        }
        return entries;
    }

    private JsonNode json(String member) {
        try {
            return JSON.readTree(member(member));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] member(String name) throws IOException {
        try (var tar = new TarArchiveInputStream(Files.newInputStream(file))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.getName().equals(name)) {
                    return tar.readAllBytes();
                }
            }
        }
        throw new IOException(file + " has no " + name);
    }

    private static byte[] tar(Map<String, byte[]> members) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(bytes)) {
            for (var member : members.entrySet()) {
                var entry = new TarArchiveEntry(member.getKey());
                entry.setSize(member.getValue().length);
                entry.setModTime(0);
                tar.putArchiveEntry(entry);
                tar.write(member.getValue());
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
