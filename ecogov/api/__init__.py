"""HTTP routes beside the app; Streamlit answers everything else."""
