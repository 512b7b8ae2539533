package dev.convoy.driver.prepare.source;

/** What a part of the input yields: an image, or the reason why there is none. */
public sealed interface SourceItem permits SourceImage, SourceFailure {
    /**
     * The path relative to the input; members of archives as {@code archive.tar!inside/name.jpg}, rows and records as
     * {@code file!index}.
     */
    String id();
}
