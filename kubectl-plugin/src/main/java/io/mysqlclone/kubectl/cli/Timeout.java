package io.mysqlclone.kubectl.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A duration as kubectl takes it: seconds, or a number with a unit. */
final class Timeout implements ITypeConverter<Duration> {
    private static final Pattern FORM = Pattern.compile("[0-9]{1,6}|([0-9]{1,4}h)?([0-9]{1,6}m)?([0-9]{1,6}s)?");

    @Override
    public Duration convert(String text) {
        if (text.isEmpty() || !FORM.matcher(text).matches()) {
            throw new TypeConversionException("a time such as 30s, 5m or 1h, or 0 for none");
        }
        return text.chars().allMatch(Character::isDigit)
                ? Duration.ofSeconds(Long.parseLong(text))
                : Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
    }
}
