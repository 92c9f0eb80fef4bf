package io.mysqlclone.api.generate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneSchedule;
import io.mysqlclone.api.v1alpha1.MySQLCloneSet;
import io.mysqlclone.api.v1alpha1.MySQLDonor;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A CustomResourceDefinition that follows from the classes.
 *
 * @param kind the resource's class
 * @param file where it is written
 * @param overlays what is laid over it, beside this class
 */
record CustomResourceDefinitionFile(
        Class<? extends CustomResource<?, ?>> kind, Path file, List<SchemaCompletion.Overlay> overlays) {
    static final CustomResourceDefinitionFile CLONES = new CustomResourceDefinitionFile(
            MySQLClone.class,
            Path.of("mysqlclones.mysqlclone.io-v1.yml"),
            List.of(
                    SchemaCompletion.Overlay.of("overlay-conditions.yaml"),
                    SchemaCompletion.Overlay.of("overlay.yaml"),
                    new SchemaCompletion.Overlay("/properties/spec", "overlay-clone-spec.yaml")));

    static final CustomResourceDefinitionFile DONORS = new CustomResourceDefinitionFile(
            MySQLDonor.class,
            Path.of("mysqldonors.mysqlclone.io-v1.yml"),
            List.of(
                    SchemaCompletion.Overlay.of("overlay-conditions.yaml"),
                    SchemaCompletion.Overlay.of("overlay-donor.yaml")));

    static final CustomResourceDefinitionFile SCHEDULES = new CustomResourceDefinitionFile(
            MySQLCloneSchedule.class,
            Path.of("mysqlcloneschedules.mysqlclone.io-v1.yml"),
            List.of(
                    SchemaCompletion.Overlay.of("overlay-conditions.yaml"),
                    SchemaCompletion.Overlay.of("overlay-schedule.yaml"),
                    new SchemaCompletion.Overlay(
                            "/properties/spec/properties/template/properties/spec", "overlay-clone-spec.yaml")));

    static final CustomResourceDefinitionFile SETS = new CustomResourceDefinitionFile(
            MySQLCloneSet.class,
            Path.of("mysqlclonesets.mysqlclone.io-v1.yml"),
            List.of(
                    SchemaCompletion.Overlay.of("overlay-conditions.yaml"),
                    SchemaCompletion.Overlay.of("overlay-set.yaml"),
                    new SchemaCompletion.Overlay(
                            "/properties/spec/properties/template/properties/spec", "overlay-clone-spec.yaml"),
                    new SchemaCompletion.Overlay(
                            "/properties/spec/properties/template/properties/spec", "overlay-member-spec.yaml")));

    static final List<CustomResourceDefinitionFile> ALL = List.of(CLONES, DONORS, SCHEDULES, SETS);

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .build();

    /** The CustomResourceDefinition as a tree. */
    ObjectNode tree() {
        var generated = new AtomicReference<HasMetadata>();
        new CRDGenerator()
                .customResourceClasses(kind)
                .withPostProcessor(new CRDPostProcessor() {
                    @Override
                    public HasMetadata process(HasMetadata definition, String version) {
                        generated.set(definition);
                        return definition;
                    }
                })
                .withOutput(new Nowhere())
                .generate();
        ObjectNode definition = new ObjectMapper().valueToTree(generated.get());
        SchemaCompletion.complete(definition, kind, overlays);
        return definition;
    }

    /** The CustomResourceDefinition as the text of its file. */
    String text() {
        try {
            return "# Generated from the classes in crds/; do not edit. To make it again:\n# "
                    + GeneratedFilesTest.COMMAND + "\n" + YAML.writeValueAsString(tree());
        } catch (JsonProcessingException cannotHappen) {
            throw new IllegalStateException(cannotHappen);
        }
    }

    private static final class Nowhere extends CRDGenerator.AbstractCRDOutput<OutputStream> {
        @Override
        protected OutputStream createStreamFor(String name) {
            return new ByteArrayOutputStream();
        }
    }
}
