package io.mysqlclone.api.generate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicReference;

/** The CustomResourceDefinition that follows from the classes. */
final class CustomResourceDefinitionFile {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .build();

    private CustomResourceDefinitionFile() {}

    /** The CustomResourceDefinition as a tree. */
    static ObjectNode tree() {
        var generated = new AtomicReference<HasMetadata>();
        new CRDGenerator()
                .customResourceClasses(MySQLClone.class)
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
        SchemaCompletion.complete(definition);
        return definition;
    }

    /** The CustomResourceDefinition as the text of its file. */
    static String text() {
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
