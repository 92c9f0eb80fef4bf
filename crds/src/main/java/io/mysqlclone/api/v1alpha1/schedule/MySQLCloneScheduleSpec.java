package io.mysqlclone.api.v1alpha1.schedule;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.mysqlclone.api.v1alpha1.ApiObject;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When copies are made, what they are, and how many stay.
 *
 * @param schedule five fields of cron
 * @param timeZone whose clock it goes by
 * @param suspend whether its times pass by
 * @param startingDeadlineSeconds how late a copy may be begun; absent: as late as the next time comes
 * @param keep complete copies that stay
 * @param failedHistoryLimit failed ones that stay
 * @param template of each copy
 */
@ApiObject
@ValidationRule(
        value = "!has(self.template.spec.mode) || self.template.spec.mode == 'Clone'",
        message =
                "a schedule makes copies: remove template.spec.mode, and make a MySQLClone with mode: Preflight to try"
                        + " whether one can be made")
@ValidationRule(
        value = "!has(self.template.spec.ttlSecondsAfterFinished)",
        message = "keep says how many copies stay: remove template.spec.ttlSecondsAfterFinished")
@ValidationRule(
        value = "!has(self.template.spec.recipient.persistentVolumeClaim)"
                + " || !has(self.template.spec.recipient.persistentVolumeClaim.template)"
                + " || (has(self.template.spec.recipient.persistentVolumeClaim.template.deletionPolicy)"
                + " && self.template.spec.recipient.persistentVolumeClaim.template.deletionPolicy == 'Delete')",
        message = "a copy that is not kept any more goes with the claim that was made for it: give"
                + " recipient.persistentVolumeClaim.template.deletionPolicy: Delete")
@ValidationRule(
        value = "!has(self.template.spec.recipient.persistentVolumeClaim)"
                + " || !has(self.template.spec.recipient.persistentVolumeClaim.template)"
                + " || size(self.template.spec.recipient.persistentVolumeClaim.claimName) <= 240",
        message =
                "recipient.persistentVolumeClaim.claimName has more than 240 characters: choose a shorter one, the time"
                        + " of each copy is appended to it")
@ValidationRule(
        value = "!has(self.template.spec.recipient.persistentVolumeClaim)"
                + " || !has(self.template.spec.recipient.persistentVolumeClaim.template)"
                + " || (!has(self.template.spec.recipient.persistentVolumeClaim.workloadRef)"
                + " && !has(self.template.spec.recipient.persistentVolumeClaim.restart))",
        message = "each copy has a claim of its own, which no workload uses yet: remove"
                + " recipient.persistentVolumeClaim.workloadRef, or the template to refresh the claim that it uses")
@ValidationRule(
        value =
                "(has(self.template.spec.recipient.persistentVolumeClaim)"
                        + " && has(self.template.spec.recipient.persistentVolumeClaim.template))"
                        + " || (has(self.template.spec.recipient.overwrite) && self.template.spec.recipient.overwrite != 'Never')",
        message = "a recipient that is refreshed has data: give recipient.overwrite: Always or IfBehind, or"
                + " recipient.persistentVolumeClaim.template for a claim of its own for each copy")
public record MySQLCloneScheduleSpec(
        @Required
        @Size(min = 9, max = 128)
        @ValidationRule(
                value = "self.matches('^[^ ]+( +[^ ]+){4}$')",
                message =
                        "give five fields: minute, hour, day of the month, month and day of the week, such as 0 2 * * *")
        @JsonPropertyDescription(
                "When copies are made, as in a CronJob: minute, hour, day of the month, month, day of the week."
                        + " 0 2 * * * is each day at two, */30 * * * 1-5 each half hour from Monday to Friday.")
        String schedule,

        @Default(MySQLCloneScheduleSpec.UTC)
        @Size(min = 1, max = 64)
        @Pattern("^[A-Za-z0-9_+/-]+$")
        @JsonPropertyDescription("Whose clock that is, by the names of the IANA database, such as Europe/Berlin.")
        String timeZone,

        @Default("false")
        @JsonPropertyDescription(
                "true: no copy is made at these times, nor is one made up for later. A copy that is under way"
                        + " goes on.")
        boolean suspend,

        @Min(10)
        @Max(2147483647)
        @JsonPropertyDescription(
                "Seconds after its time after which a copy is not begun any more, because another one was under way or"
                        + " no operator was there. Default: it is begun late, unless the next time has come by then.")
        @Nullable
        Integer startingDeadlineSeconds,

        @Default("1")
        @Min(1)
        @Max(100)
        @JsonPropertyDescription(
                "Complete copies that stay; older ones are deleted, with the claims that were made for them. While a"
                        + " new one is made there is one more. One whose claim a pod uses stays as long.")
        Integer keep,

        @Default("1")
        @Min(0)
        @Max(100)
        @JsonPropertyDescription("Failed copies that stay, to be looked at; older ones are deleted.")
        Integer failedHistoryLimit,

        @Required @JsonPropertyDescription("The MySQLClones that are made.")
        CloneTemplate template) {

    static final String UTC = "Etc/UTC";

    public MySQLCloneScheduleSpec {
        if (timeZone == null) {
            timeZone = UTC;
        }
        if (keep == null) {
            keep = 1;
        }
        if (failedHistoryLimit == null) {
            failedHistoryLimit = 1;
        }
    }

    /** How late a copy may be begun; empty: as late as the next time comes. */
    public Optional<Duration> startingDeadline() {
        return Optional.ofNullable(startingDeadlineSeconds).map(Duration::ofSeconds);
    }
}
