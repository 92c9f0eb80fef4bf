/**
 * Names that fields had before 2026-12, when nothing was released. They are still in the schema of {@code v1alpha1}, so that what
 * was stored or is in a Git repository keeps its meaning, and go with it: {@code v1beta1} has none of them. They are read
 * here into the fields that have their place, and nothing else knows them.
 */
@NullMarked
package io.mysqlclone.api.v1alpha1.deprecated;

import org.jspecify.annotations.NullMarked;
