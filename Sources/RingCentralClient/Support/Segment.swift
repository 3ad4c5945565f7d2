import PatchbayCore

/// One segment of a path, escaped; it may name several things.
struct Segment: Hashable, Sendable {
    /// The escaped text.
    let text: String

    /// The signed-in user's own extension.
    static let own = Segment("~")

    /// One id.
    init(_ id: String) { text = PathSegment(id).description }

    /// One id.
    init(_ id: LenientID) { self.init(id.description) }

    /// Several ids, with commas between them that stay commas. Source: RingCentral `basics/batch-requests`.
    init(joining ids: [LenientID]) { text = ids.map { PathSegment($0.description).description }.joined(separator: ",") }
}
