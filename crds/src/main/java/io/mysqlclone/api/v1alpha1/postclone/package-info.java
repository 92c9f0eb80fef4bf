/** What is run on the recipient's server before it is to be used. */
@NullMarked
package io.mysqlclone.api.v1alpha1.postclone;

import org.jspecify.annotations.NullMarked;
