/// RingCentral's memory: sessions, and what changed among the extensions.
struct RingCentralState {
    let settings: RingCentralSettings
    var sessions: RingCentralSessions
    /// Grows with every change; the entity tag of the directory.
    private(set) var version = 0
    private var changed: [Int: SimulatedExtension?] = [:]
    private var listed: [Int]?
    private var codes: [String: RingCentralCode] = [:]
    private var codesIssued = 0

    init(_ settings: RingCentralSettings) {
        self.settings = settings
        sessions = RingCentralSessions(settings)
    }

    /// Makes a code that can be traded for a token once.
    mutating func issueCode(_ code: RingCentralCode) -> String {
        codesIssued += 1
        let text = "simulated-code-\(codesIssued)"
        codes[text] = code
        return text
    }

    /// What a code stands for; from now on it is none any more.
    mutating func spendCode(_ text: String) -> RingCentralCode? { codes.removeValue(forKey: text) }

    mutating func expireTokens() { sessions.expireAccess() }

    /// The extension of the administrator behind the JWT.
    var ownerID: Int64 { settings.accountID + 1 }

    /// How many places there are; the administrator's is the last.
    func count(_ population: Population) -> Int { population.extensionSeeds.count + 1 }

    /// The extension at a place; `nil` if it was deleted.
    func simulatedExtension(at place: Int, _ population: Population) -> SimulatedExtension? {
        if let known = changed[place] { return known }
        guard place < population.extensionSeeds.count else { return owner }
        return population.simulatedExtension(at: place)
    }

    private var owner: SimulatedExtension {
        SimulatedExtension(
            id: ownerID, extensionNumber: "101", firstName: "Telephony", lastName: "Administrator",
            email: "telephony.admin@\(Population.domain)", type: "User", status: "Enabled", department: "IT",
            jobTitle: "Administrator", directNumber: nil, isHidden: false, userID: nil)
    }

    /// The place of an extension.
    func place(of id: String, _ population: Population) -> Int? {
        guard let number = Int64(id) else { return nil }
        if number == ownerID { return population.extensionSeeds.count }
        let (place, rest) = (number - Population.firstExtensionID).quotientAndRemainder(dividingBy: 7)
        return rest == 0 && population.extensionSeeds.indices.contains(Int(place)) ? Int(place) : nil
    }

    /// Changes or, with `nil`, deletes an extension.
    mutating func set(_ value: SimulatedExtension?, at place: Int) {
        changed[place] = .some(value)
        version += 1
        listed = nil
    }

    /// The places that the company directory shows.
    ///
    /// Source: RingCentral `listDirectoryEntries`: enabled, disabled and not activated ones; never an application; the hidden ones
    /// are left out.
    mutating func directoryPlaces(_ population: Population) -> [Int] {
        if let listed { return listed }
        let places = (0..<count(population)).filter { place in
            if changed[place] == nil, place < population.extensionSeeds.count { return population.isListed(at: place) }
            guard let item = simulatedExtension(at: place, population) else { return false }
            return !item.isHidden && item.type != "ApplicationExtension"
                && ["Enabled", "Disabled", "NotActivated"].contains(item.status)
        }
        listed = places
        return places
    }
}
