package dev.convoy.driver.prepare.source.archive;

import dev.convoy.driver.prepare.source.SourceItem;
import dev.convoy.driver.prepare.source.SourceItems;
import dev.convoy.driver.prepare.source.archive.TarMembers.Member;
import dev.convoy.driver.prepare.source.files.FileRead;
import dev.convoy.driver.prepare.source.files.LostImageException;
import java.io.IOException;

/** Reads an archive in WebDataset's naming: the files of a sample follow each other. */
final class SampleReader implements SourceItems.Reader {
    private final TarPart part;
    private final TarMembers members;
    private Sample sample;
    private LostImageException damage;
    private long images;
    private boolean ended;

    SampleReader(TarPart part, TarMembers members) {
        this.part = part;
        this.members = members;
    }

    @Override
    public SourceItem next() throws IOException {
        while (!ended) {
            Sample whole = readMember();
            SourceItem item = whole == null ? null : whole.item();
            if (item != null) {
                images++;
                return item;
            }
        }
        if (damage != null) {
            SourceItem rest = part.rest(damage, images, members.position());
            damage = null;
            return rest;
        }
        return null;
    }

    /** Reads one file; returns the sample before it if that is whole. */
    private Sample readMember() throws IOException {
        Sample before = sample;
        try {
            Member member = members.next();
            if (member == null) {
                ended = true;
                return before;
            }
            boolean same = sample != null && sample.holds(member.name());
            if (!same) {
                sample = new Sample(Sample.base(member.name()), part);
            }
            add(member);
            return same ? null : before;
        } catch (LostImageException e) {
            ended = true;
            damage = e;
            // Files of the sample may be among those that are lost.
            return null;
        }
    }

    private void add(Member member) throws IOException, LostImageException {
        if (member.isLink()) {
            sample.fail("has a link among its files");
        } else if (member.size() > part.options().maxFileBytes()) {
            sample.fail(FileRead.tooLarge(part.options().maxFileBytes()).getMessage());
        } else {
            sample.add(member.name(), members.content(member, Integer.MAX_VALUE));
        }
    }
}
