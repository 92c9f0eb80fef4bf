package io.mysqlclone.api.v1alpha1.recipient;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.mysqlclone.api.v1alpha1.ApiObject;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What becomes a copy of the donor: exactly one of {@code pod}, {@code statefulSet} and {@code persistentVolumeClaim},
 * see {@link #target()}. The other fields override what is found from the pod.
 *
 * @param pod a running pod
 * @param statefulSet a running replica of a StatefulSet
 * @param persistentVolumeClaim a volume
 * @param container the pod's container that runs mysqld
 * @param volume the pod's volume that the data directory is in
 * @param subPath the directory of the volume that {@code dataDirectory}'s mount shows
 * @param dataDirectory absolute path of the data directory in {@code container}
 * @param overwrite whether data that the recipient has may be replaced
 * @param logIndexFiles index files of binary and relay logs that lie outside the data directory
 * @param noBinaryLogs the user's word that the recipient has no binary and relay logs outside the data directory
 * @param keyringConfigured the user's word that the recipient's server has a keyring
 * @param runAsUser the uid that mysqld runs as
 * @param relocations places for tablespaces that lie outside the donor's data directory
 */
@ApiObject
@ValidationRule(
        value = "[has(self.pod), has(self.statefulSet), has(self.persistentVolumeClaim)].exists_one(given, given)",
        message = "give exactly one of recipient.pod, recipient.statefulSet and recipient.persistentVolumeClaim")
@ValidationRule(
        value = "!has(self.logIndexFiles) || !self.noBinaryLogs",
        message = "recipient.logIndexFiles names logs and noBinaryLogs says that there are none: remove one of them")
@ValidationRule(
        value = "!has(self.persistentVolumeClaim) || !has(self.logIndexFiles)",
        message = "recipient.logIndexFiles are paths in a running pod: remove them; a clone into a claim sees its"
                + " volume only")
@ValidationRule(
        value = "!has(self.persistentVolumeClaim) || !has(self.relocations)"
                + " || self.relocations.all(relocation, !has(relocation.to))",
        message = "recipient.relocations[].to is a path in a running pod: leave it out; a clone into a claim has these"
                + " tablespaces in its data directory")
@ValidationRule(
        value =
                "!has(self.persistentVolumeClaim) || (!has(self.volume) && !has(self.subPath) && !has(self.dataDirectory))",
        message = "recipient.volume, subPath and dataDirectory describe a running pod: remove them, and give the"
                + " directory of a claim in recipient.persistentVolumeClaim.path")
public record Recipient(
        @JsonPropertyDescription(
                "A running pod. The agent is added to it as an ephemeral container and stages the clone"
                        + " beside the live data, which mysqld goes on serving. Then the pod is deleted, its owner"
                        + " recreates it, and mysqld starts on the clone.")
        @Nullable
        PodRecipient pod,

        @JsonPropertyDescription("A running replica of a StatefulSet; the same as naming its pod.") @Nullable
        StatefulSetRecipient statefulSet,

        @JsonPropertyDescription("A volume that no server runs on, existing or new. An agent pod clones into an empty"
                + " directory of it or, with overwrite: Always, beside the data of a server that is stopped; a"
                + " workload can be scaled up on it afterwards.")
        @Nullable
        ClaimRecipient persistentVolumeClaim,

        @Size(min = 1, max = 63)
        @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")
        @JsonPropertyDescription("Container of the recipient's pod that runs mysqld. Default: found by its"
                + " command, image and mounts; status.recipient and the condition PreflightPassed tell what was found.")
        @Nullable
        String container,

        @Size(min = 1, max = 63)
        @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")
        @JsonPropertyDescription("Volume of the recipient's pod that holds the data directory. Default: the one"
                + " that is mounted there.")
        @Nullable
        String volume,

        @Size(min = 1, max = Paths.MAX_LENGTH)
        @ValidationRule(value = Paths.RELATIVE, message = Paths.RELATIVE_MESSAGE)
        @JsonPropertyDescription(
                "Directory of the volume that is mounted for mysqld. Default: subPath of the" + " container's mount.")
        @Nullable
        String subPath,

        @Size(min = 1, max = Paths.MAX_LENGTH)
        @ValidationRule(value = Paths.ABSOLUTE, message = Paths.ABSOLUTE_MESSAGE)
        @JsonPropertyDescription("Absolute path of the data directory in mysqld's container, such as"
                + " /var/lib/mysql. Default: from the container's arguments and mounts.")
        @Nullable
        String dataDirectory,

        @Default("Never")
        @JsonPropertyDescription("Never: a recipient that has data is refused, and the message"
                + " tells what it has (a pod: user schemas or executed GTIDs; a claim: files in the directory). IfBehind: its data is replaced unless it has executed transactions that the"
                + " donor has not, which is looked at when the server has stopped. Always: its data is replaced,"
                + " when the clone is complete and verified, not before. A complete clone on which no server has"
                + " started yet is not replaced: start one there, or delete the claim.")
        Overwrite overwrite,

        @Size(min = 1, max = 8)
        @ValidationRule(value = Paths.ABSOLUTE_FILES, message = Paths.ABSOLUTE_FILES_MESSAGE)
        @JsonPropertyDescription("Index files of binary and relay logs that are not in the data directory, as"
                + " mysqld's container sees them, such as /var/log/mysql/binlog.index. They go with the old data."
                + " Default: logs are in the data directory, or are found there.")
        @Nullable
        List<@Size(min = 1, max = Paths.MAX_LENGTH) String> logIndexFiles,

        @Default("false")
        @JsonPropertyDescription("true: your word that the recipient has no binary and relay logs outside its data"
                + " directory, where that cannot be seen.")
        boolean noBinaryLogs,

        @Default("false")
        @JsonPropertyDescription("true: your word that the recipient's server loads the keyring that the donor's"
                + " encrypted tables need, where that cannot be seen.")
        boolean keyringConfigured,

        @Min(1)
        @Max(2147483647)
        @JsonPropertyDescription("User ID that mysqld runs as and that owns the cloned files; never root."
                + " Default: found from the pod (or the workload in workloadRef); 999, as in the official image,"
                + " for a claim without one.")
        @Nullable
        Long runAsUser,

        @Size(min = 1, max = 8)
        @JsonPropertyDescription("Places for tablespaces that lie outside the donor's data directory (a table with DATA"
                + " DIRECTORY, a general tablespace). Without one for each of them the clone is refused.")
        @Nullable
        List<Relocation> relocations) {

    public Recipient {
        if (overwrite == null) {
            overwrite = Overwrite.NEVER;
        }
        if (logIndexFiles != null) {
            logIndexFiles = List.copyOf(logIndexFiles);
        }
        if (relocations != null) {
            relocations = List.copyOf(relocations);
        }
    }

    /** {@link #logIndexFiles()}, none when they were left out. */
    public List<String> logIndexes() {
        return Objects.requireNonNullElse(logIndexFiles, List.of());
    }

    /** {@link #relocations()}, none when they were left out. */
    public List<Relocation> places() {
        return Objects.requireNonNullElse(relocations, List.of());
    }

    /** The same on another claim. */
    public Recipient on(ClaimRecipient claim) {
        return new Recipient(
                pod,
                statefulSet,
                claim,
                container,
                volume,
                subPath,
                dataDirectory,
                overwrite,
                logIndexFiles,
                noBinaryLogs,
                keyringConfigured,
                runAsUser,
                relocations);
    }

    /** The same, of a member of a StatefulSet and of nothing else. */
    public Recipient of(StatefulSetRecipient member) {
        return new Recipient(
                null,
                member,
                null,
                container,
                volume,
                subPath,
                dataDirectory,
                overwrite,
                logIndexFiles,
                noBinaryLogs,
                keyringConfigured,
                runAsUser,
                relocations);
    }

    /**
     * The recipient that was given.
     *
     * @throws IllegalStateException if it is not exactly one, which the schema refuses
     */
    public Target target() {
        var given = Stream.<@Nullable Target>of(pod, statefulSet, persistentVolumeClaim)
                .<Target>mapMulti((target, kept) -> {
                    if (target != null) {
                        kept.accept(target);
                    }
                })
                .toList();
        if (given.size() != 1) {
            throw new IllegalStateException(
                    "The recipient is not exactly one of pod, statefulSet and persistentVolumeClaim.");
        }
        return given.getFirst();
    }
}
