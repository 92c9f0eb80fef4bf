@NullMarked
package io.mysqlclone.api.v1alpha1;

import org.jspecify.annotations.NullMarked;
