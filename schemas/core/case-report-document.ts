// Made from schemas/core/v1.schema.json by `node api/forms/generate-types.ts`; do not edit.

export interface CaseReportDocument {
  /**
   * Disease
   */
  disease: string
  /**
   * Form version
   */
  formVersion: number
  /**
   * Identity of the patient
   */
  identity?: {
    /**
     * Name
     */
    name?: string
    /**
     * Former names
     */
    formerNames?: string[]
    /**
     * Sex
     */
    sex?: '1' | '2' | '0' | '9'
    /**
     * Date of birth
     */
    birthDate?: string
    /**
     * Identity document
     */
    idDocument?: {
      /**
       * Document type
       */
      type: '01' | '02' | '03' | '04' | '05' | '06' | '07' | '99' | 'L01' | 'L02' | 'L03' | 'L09'
      /**
       * Document number
       */
      number: string
    }
    /**
     * Reason why there is no identity number
     */
    noIdReason?: 'newborn' | 'foundling' | 'foreign' | 'lost' | 'not-brought' | 'refused' | 'other'
    /**
     * Ethnic group
     */
    ethnicGroup?:
      | '01'
      | '02'
      | '03'
      | '04'
      | '05'
      | '06'
      | '07'
      | '08'
      | '09'
      | '10'
      | '11'
      | '12'
      | '13'
      | '14'
      | '15'
      | '16'
      | '17'
      | '18'
      | '19'
      | '20'
      | '21'
      | '22'
      | '23'
      | '24'
      | '25'
      | '26'
      | '27'
      | '28'
      | '29'
      | '30'
      | '31'
      | '32'
      | '33'
      | '34'
      | '35'
      | '36'
      | '37'
      | '38'
      | '39'
      | '40'
      | '41'
      | '42'
      | '43'
      | '44'
      | '45'
      | '46'
      | '47'
      | '48'
      | '49'
      | '50'
      | '51'
      | '52'
      | '53'
      | '54'
      | '55'
      | '56'
      | '97'
      | '98'
    /**
     * Nationality
     */
    nationality?: string
    /**
     * Guardian
     */
    guardian?: {
      /**
       * Name of the guardian
       */
      name?: string
      /**
       * Relationship to the patient
       */
      relation?:
        | '01'
        | '10'
        | '11'
        | '12'
        | '20'
        | '30'
        | '28'
        | '38'
        | '40'
        | '50'
        | '51'
        | '52'
        | '57'
        | '58'
        | '60'
        | '61'
        | '62'
        | '63'
        | '64'
        | '70'
        | '71'
        | '73'
        | '75'
        | '77'
        | '80'
        | '97'
        | '99'
        | 'L01'
        | 'L02'
      /**
       * Identity document
       */
      idDocument?: {
        /**
         * Document type
         */
        type: '01' | '02' | '03' | '04' | '05' | '06' | '07' | '99' | 'L01' | 'L02' | 'L03' | 'L09'
        /**
         * Document number
         */
        number: string
      }
      /**
       * Telephone of the guardian
       */
      phone?: string
    }
    /**
     * Mother
     */
    mother?: {
      /**
       * Name of the mother
       */
      name?: string
      /**
       * Identity document
       */
      idDocument?: {
        /**
         * Document type
         */
        type: '01' | '02' | '03' | '04' | '05' | '06' | '07' | '99' | 'L01' | 'L02' | 'L03' | 'L09'
        /**
         * Document number
         */
        number: string
      }
    }
    /**
     * Multiple birth
     */
    multipleBirth?: {
      /**
       * Number of children born
       */
      count: number
      /**
       * Order of birth
       */
      order?: number
    }
    /**
     * Telephone
     */
    phone?: string
    /**
     * Present address
     */
    residence?: {
      /**
       * County of residence
       */
      region?: string
      /**
       * Address
       */
      address?: string
    }
    /**
     * Registered household
     */
    household?: {
      /**
       * County of the registered household
       */
      region?: string
    }
    /**
     * Hospital record number
     */
    medicalRecordNumber?: string
  }
  /**
   * Diagnosis
   */
  diagnosis?: {
    /**
     * Subtype
     */
    subtype?: string
    /**
     * Certainty of the diagnosis
     */
    certainty?: string
    /**
     * Basis of the diagnosis
     *
     * Items: Basis of diagnosis
     */
    basis?: ('01' | '02' | '03' | '04' | '05' | '06' | '07' | '08' | '09' | '10' | '11' | '12' | '99')[]
    /**
     * Date of onset
     */
    onsetDate?: string
    /**
     * Date of the first visit
     */
    firstVisitDate?: string
    /**
     * Date of diagnosis
     */
    diagnosisDate?: string
    /**
     * Diagnosing hospital
     */
    diagnosingHospital?: string
    /**
     * Code of the hospital (ICD)
     */
    hospitalCode?: string
  }
  /**
   * Phenotype
   */
  phenotype?: {
    /**
     * HPO term
     */
    hpo: string
    /**
     * Status
     */
    status: 'present' | 'absent' | 'not-examined'
    /**
     * Onset
     */
    onset?: string
  }[]
  /**
   * Genetics
   */
  genetics?: {
    /**
     * Genetic test
     */
    tested?: 'done' | 'pending' | 'not-done'
    /**
     * Method
     */
    method?:
      | 'single-gene'
      | 'panel'
      | 'wes'
      | 'wgs'
      | 'mlpa'
      | 'array'
      | 'karyotype'
      | 'repeat'
      | 'methylation'
      | 'mitochondrial'
      | 'other'
    /**
     * Laboratory
     */
    laboratory?: string
    /**
     * Variants
     */
    variants?: {
      /**
       * Gene (HGNC symbol)
       */
      gene: string
      /**
       * Variant (HGVS)
       */
      hgvs?: string
      /**
       * Description, where HGVS cannot say it
       */
      description?: string
      /**
       * Zygosity
       */
      zygosity?: '1' | '2' | '3' | '4' | '5' | '6' | '9'
      /**
       * ACMG classification
       */
      acmg?: '5' | '4' | '3' | '2' | '1'
      /**
       * Origin
       */
      origin?: 'maternal' | 'paternal' | 'both' | 'de-novo' | 'somatic' | 'unknown'
    }[]
  }
  /**
   * Family
   */
  family?: {
    /**
     * Relatives with the same disease
     */
    affectedRelatives?: 'yes' | 'no' | 'unknown'
    /**
     * Affected relatives
     *
     * Items: Relationship to the patient
     */
    relatives?: (
      | '01'
      | '10'
      | '11'
      | '12'
      | '20'
      | '30'
      | '28'
      | '38'
      | '40'
      | '50'
      | '51'
      | '52'
      | '57'
      | '58'
      | '60'
      | '61'
      | '62'
      | '63'
      | '64'
      | '70'
      | '71'
      | '73'
      | '75'
      | '77'
      | '80'
      | '97'
      | '99'
      | 'L01'
      | 'L02'
    )[]
    /**
     * Parents related by blood
     */
    consanguinity?: 'yes' | 'no' | 'unknown'
  }
  clinical?: {
    [k: string]: unknown
  }
  /**
   * Treatment
   */
  treatment?: {
    /**
     * Treatment
     */
    code: string
    /**
     * From
     */
    from?: string
    /**
     * To
     */
    to?: string
    /**
     * Response
     */
    response?: 'good' | 'partial' | 'none' | 'worse' | 'too-early' | 'unknown'
  }[]
  /**
   * Outcome
   */
  outcome?: {
    /**
     * Vital status
     */
    vitalStatus?: '1' | '2' | '9'
    /**
     * Date of death or last contact
     */
    date?: string
    /**
     * Cause of death
     */
    cause?: string
  }
  /**
   * Statement of the registrar
   */
  report?: {
    /**
     * Legal basis of collection
     */
    legalBasis?: 'consent' | 'statutory' | 'ethics-waiver'
    /**
     * Checked against the medical record
     */
    checkedAgainstRecord?: boolean
  }
  /**
   * Reasons for gaps, by JSON pointer of the item
   */
  missing?: {
    /**
     * Reason why a value is missing
     */
    [k: string]: 'not-asked' | 'not-done' | 'pending' | 'unknown' | 'refused' | 'unobtainable' | 'not-applicable'
  }
  /**
   * Values as the laboratory reported them, by JSON pointer of the item
   */
  asReported?: {
    /**
     * Value and unit
     */
    [k: string]: {
      /**
       * Value
       */
      value: number
      /**
       * Unit (UCUM)
       */
      unit: string
    }
  }
}

type Part<T> = T extends readonly (infer Entry)[] ? Part<Entry>[] : T extends object ? { [Key in keyof T]?: Part<T[Key]> } : T

/** A report as it is being written: any part may be lacking yet. */
export type DraftDocument = Part<CaseReportDocument>
