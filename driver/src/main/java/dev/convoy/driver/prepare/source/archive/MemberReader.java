package dev.convoy.driver.prepare.source.archive;

import dev.convoy.driver.prepare.source.SourceFailure;
import dev.convoy.driver.prepare.source.SourceImage;
import dev.convoy.driver.prepare.source.SourceItem;
import dev.convoy.driver.prepare.source.SourceItems;
import dev.convoy.driver.prepare.source.archive.TarMembers.Member;
import dev.convoy.driver.prepare.source.files.FileRead;
import dev.convoy.driver.prepare.source.files.FileStart;
import dev.convoy.driver.prepare.source.files.FolderLayout;
import dev.convoy.driver.prepare.source.files.LostImageException;
import java.io.IOException;

/** Reads an archive in which each image's folder is its class. */
final class MemberReader implements SourceItems.Reader {
    private final TarPart part;
    private final TarMembers members;
    private final FolderLayout folders;
    private long images;
    private boolean ended;

    MemberReader(TarPart part, TarMembers members) {
        this.part = part;
        this.members = members;
        this.folders = part.layout().folders();
    }

    @Override
    public SourceItem next() throws IOException {
        try {
            while (!ended) {
                Member member = members.next();
                ended = member == null;
                SourceItem item = ended ? null : item(member);
                if (item != null) {
                    images++;
                    return item;
                }
            }
            return null;
        } catch (LostImageException e) {
            ended = true;
            return part.rest(e, images, members.position());
        }
    }

    /** Returns null for files that are no images and lie in no class's folder, such as a README. */
    private SourceItem item(Member member) throws IOException, LostImageException {
        String id = part.id(member.name());
        if (member.isLink()) {
            return new SourceFailure(id, "is a link inside an archive");
        }
        if (member.size() > part.options().maxFileBytes()) {
            return new SourceFailure(
                    id, FileRead.tooLarge(part.options().maxFileBytes()).getMessage());
        }
        byte[] content = members.content(member, Integer.MAX_VALUE);
        String label = folders.label(member.name());
        if (FileStart.isArchive(content)) {
            return new SourceFailure(id, "is an archive inside an archive");
        }
        if (content.length == 0) {
            return new SourceFailure(id, "is empty");
        }
        if (label == null && !FileStart.isImage(content)) {
            return null;
        }
        String split = folders.split(member.name());
        return new SourceImage(
                id, label, part.options().group(id), split == null ? part.split() : split, content, null);
    }
}
