package io.mysqlclone.api.v1alpha1.set;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.mysqlclone.api.v1alpha1.ApiObject;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which members are filled, from whom, and how many at a time.
 *
 * @param statefulSetRef whose members
 * @param ordinals which of them: {@link #ALL}, or numbers and ranges
 * @param strategy from whom
 * @param maxConcurrent clones under way at a time; absent: all at once
 * @param maxUnavailable members that are restarted on their clone at a time
 * @param fill whether also those that come later
 * @param template of each clone
 */
@ApiObject
@ValidationRule(
        value = "self.statefulSetRef == oldSelf.statefulSetRef",
        message = "statefulSetRef cannot change: create another MySQLCloneSet for the other StatefulSet")
@ValidationRule(
        value = "self.fill != 'NewOrdinals' || self.ordinals == 'all'",
        message = "fill: NewOrdinals fills each ordinal that there will be: remove ordinals, or fill")
@ValidationRule(
        value = "!has(self.template.spec.mode) || self.template.spec.mode == 'Clone'",
        message =
                "a set fills members: remove template.spec.mode, and make a MySQLClone with mode: Preflight to try whether"
                        + " one can be filled")
@ValidationRule(
        value = "!has(self.template.spec.ttlSecondsAfterFinished)",
        message = "what a set has made goes with the set: remove template.spec.ttlSecondsAfterFinished")
@ValidationRule(
        value = "self.strategy != 'Chain' || (has(self.template.spec.donorRef)"
                + " && !has(self.template.spec.donorRef.__namespace__))",
        message = "with strategy: Chain a MySQLDonor is made for the first member, like that of the donor: give"
                + " template.spec.donorRef, a MySQLDonor in the namespace of the set")
@ValidationRule(
        value = "self.strategy != 'Chain' || !has(self.template.spec.replication)"
                + " || has(self.template.spec.replication.sourceHost)",
        message = "with strategy: Chain most members are cloned from a member, and would replicate from it: give"
                + " template.spec.replication.sourceHost")
public record MySQLCloneSetSpec(
        @Required @JsonPropertyDescription("The StatefulSet whose members become copies of the donor.")
        StatefulSetReference statefulSetRef,

        @Default(MySQLCloneSetSpec.ALL)
        @Size(min = 1, max = 64)
        @ValidationRule(
                value = "self.matches('" + MySQLCloneSetSpec.ORDINALS + "')",
                message = "give all, or numbers and ranges such as 0,2,5-7")
        @JsonPropertyDescription(
                "Which of its members: all, or numbers and ranges such as 0,2,5-7. The donor itself is left out.")
        String ordinals,

        @Default("Shared")
        @JsonPropertyDescription(
                "Shared: every member is cloned from the donor. Chain: the first one is, and the others, once it is Ready,"
                        + " are cloned from it, so that the donor is read once.")
        Strategy strategy,

        @Min(1)
        @Max(100000)
        @JsonPropertyDescription("Clones that may be under way at a time. Default: all at once.")
        @Nullable
        Integer maxConcurrent,

        @Default("1")
        @Min(1)
        @Max(100000)
        @JsonPropertyDescription(
                "Members that may be restarted on their clone at a time: the next one is when the one before is Ready, or has"
                        + " failed and serves again. Disruption budgets are respected besides. With template.spec.restartPolicy:"
                        + " Manual a person approves each.")
        Integer maxUnavailable,

        @Default("Once")
        @JsonPropertyDescription(
                "Once: the members that there are when the set is made. NewOrdinals: also those that the StatefulSet is"
                        + " scaled up to later, once each.")
        Fill fill,

        @Required @JsonPropertyDescription("The MySQLClones that are made.")
        MemberTemplate template) {

    /** Every member. */
    public static final String ALL = "all";

    static final String ORDINALS = "^(all|[0-9]{1,5}(-[0-9]{1,5})?(,[0-9]{1,5}(-[0-9]{1,5})?)*)$";

    public MySQLCloneSetSpec {
        ordinals = Objects.requireNonNullElse(ordinals, ALL);
        strategy = Objects.requireNonNullElse(strategy, Strategy.SHARED);
        maxUnavailable = Objects.requireNonNullElse(maxUnavailable, 1);
        fill = Objects.requireNonNullElse(fill, Fill.ONCE);
    }

    /** How many clones may be under way. */
    public int concurrent() {
        return maxConcurrent == null ? Integer.MAX_VALUE : maxConcurrent;
    }
}
