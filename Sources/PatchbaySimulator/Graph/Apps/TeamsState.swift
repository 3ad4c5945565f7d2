import Foundation

/// The Teams app catalogue, and who has which app.
struct TeamsState {
    /// An app in a user's Teams.
    struct Installation {
        let app: String
        var version: String
        /// From when reads show it.
        let visibleAt: Double
        /// Whether it was removed; reads show it until then all the same.
        var goneAt: Double?
        var isRemoved: Bool { goneAt != nil }
    }

    var catalog: [CatalogApp]
    /// The app whose installs the population is about.
    let mainApp: String
    private let seed: UInt64
    private var byUser: [Int: [Installation]] = [:]

    init(_ settings: CloudSettings) {
        catalog = settings.catalog
        mainApp = settings.catalog.first?.id ?? ""
        seed = settings.seed
    }

    func app(_ id: String) -> CatalogApp? { catalog.first { $0.id == id.lowercased() } }

    /// Takes the main app out of the catalogue, as happens when somebody deletes or re-uploads it.
    mutating func removeFirstApp() { catalog.removeAll { $0.id == mainApp } }

    /// What a user has, removed ones that still show included. Until something is changed it follows from the kind of user.
    func installations(of index: Int, kind: UserKind) -> [Installation] {
        if let known = byUser[index] { return known }
        var installations: [Installation] = []
        if kind == .installedBefore {
            installations.append(Installation(app: mainApp, version: "3.1.0", visibleAt: -1))
        }
        if index % 5 == 0, catalog.count > 2 {
            installations.append(Installation(app: catalog[catalog.count - 3].id, version: "7.0.0", visibleAt: -1))
        }
        return installations
    }

    /// What a user has as reads show it.
    func visible(of index: Int, kind: UserKind, now: Double) -> [Installation] {
        installations(of: index, kind: kind).filter { $0.visibleAt <= now && ($0.goneAt ?? .infinity) > now }
    }

    /// Whether a user truly has an app now.
    func hasApp(_ app: String, index: Int, kind: UserKind) -> Bool {
        installations(of: index, kind: kind).contains { $0.app == app && !$0.isRemoved }
    }

    mutating func install(_ app: CatalogApp, index: Int, kind: UserKind, visibleAt: Double) {
        var all = installations(of: index, kind: kind)
        all.removeAll { $0.app == app.id && $0.isRemoved }
        all.append(Installation(app: app.id, version: app.version, visibleAt: visibleAt))
        byUser[index] = all
    }

    mutating func remove(_ app: String, index: Int, kind: UserKind, goneAt: Double) -> Bool {
        var all = installations(of: index, kind: kind)
        guard let place = all.firstIndex(where: { $0.app == app && !$0.isRemoved }) else { return false }
        all[place].goneAt = goneAt
        byUser[index] = all
        return true
    }

    mutating func upgrade(_ app: String, index: Int, kind: UserKind, to version: String) -> Bool {
        var all = installations(of: index, kind: kind)
        guard let place = all.firstIndex(where: { $0.app == app && !$0.isRemoved }) else { return false }
        all[place].version = version
        byUser[index] = all
        return true
    }

    /// The id of an installation. Opaque to clients, with characters in it that a path must escape; observed to be the base64 of
    /// both ids, so that is what it is here.
    static func installationID(user: String, app: String) -> String {
        Data("\(user)##\(app)".utf8).base64EncodedString()
    }

    /// The app that an installation id of a user is about.
    static func app(ofInstallation id: String, user: String) -> String? {
        guard let data = Data(base64Encoded: id) else { return nil }
        let text = String(decoding: data, as: UTF8.self)
        guard text.hasPrefix(user + "##") else { return nil }
        return String(text.dropFirst(user.count + 2))
    }
}
