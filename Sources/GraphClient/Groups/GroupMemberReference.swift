import PatchbayCore

/// The address of somebody's membership of a group: `/groups/{group}/members/{member}/$ref`.
///
/// It exists as a type of its own because of its last part. Without `/$ref` a DELETE of the same address deletes the user, not the
/// membership, so no other code puts such an address together, and this one cannot come out without it.
/// Source: Microsoft Graph `group-delete-members`.
struct GroupMemberReference: Hashable, Sendable {
    /// The path below the version, always with `/$ref` at its end.
    let path: String

    /// - Throws: ``ConfigurationError`` if an id is empty: the address would then name something else.
    init(_ member: User.ID, in group: Group.ID) throws(ConfigurationError) {
        let ids = [group.rawValue, member.rawValue]
        guard ids.allSatisfy({ id in id.contains { !$0.isWhitespace } }) else {
            throw ConfigurationError(
                "The id of the group or of the member is empty.", remedy: "Name both by their object ids.")
        }
        path = "/groups/\(PathSegment(group.rawValue))/members/\(PathSegment(member.rawValue))/$ref"
    }
}
