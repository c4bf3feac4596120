import assert from 'node:assert/strict';
import type { DraftOf } from '../../../src/core/human/request.ts';
import { describeRequest } from '../../../src/vscode/approvals/describeRequest.ts';
import { asked, drafts, runWith } from '../asked.ts';

const profile = (parts: Partial<DraftOf<'profile'>>) => {
  const request = asked({ ...drafts.profile, ...parts });
  return describeRequest(request, [runWith(request)]);
};

suite('the question whether a profile is trusted', () => {
  test('names the profile, its file, and that nobody has approved it', () => {
    const { sentence, show, yes, no, isAlarming } = profile({});
    assert.equal(
      sentence,
      'parent wants to use the profile “researcher” for “Sort the notes”, from .muster/agents/researcher.md, which nobody has approved as it is now.',
    );
    assert.deepEqual([show, yes, no, isAlarming], ['Show file', 'Trust', 'Don’t trust', false]);
  });

  test('104: what cannot be seen in its text, and look-alike letters of its path, are warned of', () => {
    const { sentence, isAlarming } = profile({
      path: '.muster/agents/rеsearcher.md',
      text: 'Be kind.\u202E\u200B\n',
    });
    assert.match(
      sentence,
      / Careful: look-alike letters in the path \.muster\/agents\/r<U\+0435>searcher\.md; 2 invisible characters\.$/,
    );
    assert.equal(isAlarming, true);
  });

  test('what of it is not followed stands in its details', () => {
    assert.match(profile({ notes: ['`hooks` is ignored'] }).details, /not followed: `hooks` is ignored/);
  });
});
