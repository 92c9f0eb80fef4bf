/**
 * The custom resource {@code MySQLClone} as data: what a user asks for and what the operator reports.
 *
 * <p>Types are records that Jackson reads and writes. A field that the schema gives a default has it here too, so that
 * it is never null whoever made the object; a field that may be absent is {@code @Nullable}. What the JSON looks like,
 * its bounds, rules and texts are annotations, from which the CustomResourceDefinition is generated. May use: Jackson's
 * annotations, the model classes of fabric8.
 */
@NullMarked
package io.mysqlclone.api.v1alpha1;

import org.jspecify.annotations.NullMarked;
