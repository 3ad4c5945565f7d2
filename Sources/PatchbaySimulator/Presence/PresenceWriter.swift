/// Who made a presence what it is. The cloud's own algebra, therefore closed.
public enum PresenceWriter: Hashable, Sendable, Codable {
    /// Nobody yet: the state that everybody begins with.
    case nobody
    /// The person, in an app of the service itself.
    case person
    /// An app that called the service, by its client id.
    case app(String)

    /// Whether the person chose it.
    public var isPerson: Bool { self == .person }
}
